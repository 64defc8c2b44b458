"""Predictions as the `luis` package reads them."""

from luis import Luis
from luis_sdk import read_options, show


def main():
    options = read_options()
    app = f"{options['url']}/luis/v2.0/apps/{options['appId']}"
    luis = Luis(url=f"{app}?subscription-key={options['endpointKey']}&verbose={options['verbose']}&q=")
    found = {}
    for text in options["queries"]:
        result = luis.analyze(text)
        best = result.best_intent()
        found[text] = {
            "query": result.query,
            "best": best and [best.intent, best.score],
            "intents": [[intent.intent, intent.score] for intent in result.intents],
            "entities": [list(entity) for entity in result.entities],
        }
    show(found)


if __name__ == "__main__":
    main()
