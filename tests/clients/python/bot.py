"""What a bot reads from its recogniser, made in each of the three ways that 4.17.1 offers for v2.0."""

import asyncio

from botbuilder.ai.luis import LuisApplication, LuisPredictionOptions, LuisRecognizer
from botbuilder.core import TurnContext
from botbuilder.core.adapters import TestAdapter
from botbuilder.schema import Activity, ActivityTypes, ChannelAccount, ConversationAccount
from luis_sdk import read_options, show


async def recognise(recogniser, text):
    activity = Activity(
        type=ActivityTypes.message,
        text=text,
        channel_id="test",
        from_property=ChannelAccount(id="user"),
        recipient=ChannelAccount(id="bot"),
        conversation=ConversationAccount(id="conversation"),
    )
    result = await recogniser.recognize(TurnContext(TestAdapter(), activity))
    return {
        "topIntent": LuisRecognizer.top_intent(result),
        "intents": {name: intent.score for name, intent in result.intents.items()},
        "entities": result.entities,
    }


def recognisers(options):
    app = LuisApplication(options["appId"], options["endpointKey"], options["url"])
    chosen = LuisPredictionOptions(
        include_all_intents=True, include_instance_data=True, log=False, staging=False, timezone_offset=60.0
    )
    url = f"{options['url']}/luis/v2.0/apps/{options['appId']}?subscription-key={options['endpointKey']}&q="
    return {
        "default": LuisRecognizer(app),
        "options": LuisRecognizer(app, chosen),
        "url": LuisRecognizer(url),
    }


async def main():
    options = read_options()
    show(
        {
            way: {text: await recognise(recogniser, text) for text in options["queries"]}
            for way, recogniser in recognisers(options).items()
        }
    )


if __name__ == "__main__":
    asyncio.run(main())
