"""The operations of LUIS v2.0, by what they are about."""
