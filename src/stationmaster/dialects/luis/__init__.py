"""LUIS v2.0, as its SDKs, bots and command lines speak it."""
