"""The AI agent: learning where tickets belong, and what a text is written in and sounds like."""

from __future__ import annotations

from stationmaster.dialects.dialect import Answer
from stationmaster.dialects.superoffice.asking import Answers, Asked, Offer, agent
from stationmaster.dialects.superoffice.errors import NotOffered
from stationmaster.dialects.superoffice.tasks import number_of_run
from stationmaster.dialects.superoffice.wire import Scalar
from stationmaster.dialects.superoffice.wire.carriers import (
    CATEGORIZATION_STATUS_RESPONSE,
    DETECT_LANGUAGE,
    DETECT_SENTIMENT,
    GUESS_CATEGORY,
    SENTIMENT,
    TRAIN_CATEGORY_GUESSER,
)
from stationmaster.dialects.superoffice.wording import UNAVAILABLE, categorization_status
from stationmaster.learning.language import language_of
from stationmaster.learning.sentiment import sentiment_of


def train(asked: Asked) -> Answer:
    sent = asked.arguments(TRAIN_CATEGORY_GUESSER, "SelectionId")
    most = sent.get("MaxItems") or 0
    limit = asked.settings.most_tickets
    run = asked.services.categorising.train(
        str(sent["SelectionId"]),
        most_tickets=min(most or limit, limit) if limit else most,
        most_text=sent.get("MaxTextLength") or 0,
    )
    return asked.answer(Scalar.TEXT, str(number_of_run(run)))


def training_status(asked: Asked) -> Answer:
    context = asked.call.principal.context
    status = asked.services.categorising.status()
    told = (
        categorization_status(status, context=context)
        if status
        else {"ContextIdentifier": context, "Status": UNAVAILABLE}
    )
    return asked.answer(CATEGORIZATION_STATUS_RESPONSE, told)


def guess(asked: Asked) -> Answer:
    sent = asked.arguments(GUESS_CATEGORY, "TicketId")
    with asked.call.open_reading() as services:
        services.categorising.load()
    suggestion = asked.services.categorising.guess(str(sent["TicketId"]))
    return asked.answer(Scalar.INT, int(suggestion.category.id) if suggestion else 0)


def detect_language(asked: Asked) -> Answer:
    text = asked.body(DETECT_LANGUAGE).get("Text")
    return asked.answer(Scalar.TEXT, language_of(text or "") or "")


def detect_sentiment(asked: Asked) -> Answer:
    text = asked.body(DETECT_SENTIMENT).get("Text")
    found = sentiment_of(text or "")
    told = {"Score": found.score, "Confidence": found.confidence} if found else {"Confidence": -1}
    return asked.answer(SENTIMENT, told)


def _not_offered(method: str) -> Answers:
    def refuse(_asked: Asked) -> Answer:
        raise NotOffered(f"{method} of the AI agent is not offered by this server")

    return refuse


#: What the vendor's agent has besides, and this server has not.
ABSENT = [
    "AnalyzeBizCardImage",
    "AnalyzeBizCardText",
    "Answer",
    "AnswerAccepted",
    "AnswerFeedback",
    "AnswerUsingContext",
    "CancelIndexing",
    "ClearChatbotTurns",
    "CreateDefaultCopilotDataSourceEntity",
    "CreateDefaultCopilotEntity",
    "CreateTextForAppointment",
    "DeleteCopilotDataSourceEntity",
    "DeleteCopilotEntity",
    "ExpandText",
    "GetChatbotPromptSuggestions",
    "GetChatbotResponse",
    "GetChatbotTurns",
    "GetCopilotDataSourceEntity",
    "GetCopilotEntity",
    "GetFirstFormDesignCssFromImage",
    "GetFirstFormDesignCssFromUrl",
    "GetFormDesignCssFromImage",
    "GetFormDesignCssFromUrl",
    "GetFormDesignFromImage",
    "GetFormDesignFromUrl",
    "GetIndexingStatus",
    "GetNextFormDesignCss",
    "GetSummarizeContactPrompt",
    "GetSummarizeSalePrompt",
    "GetSummarizeTicketPrompt",
    "ParseQueryIntoRestrictions",
    "RemovePhotoBackground",
    "RephraseText",
    "SaveCopilotDataSourceEntity",
    "SaveCopilotEntity",
    "Search",
    "StartRagIndexing",
    "SummarizeContact",
    "SummarizeSale",
    "SummarizeText",
    "SummarizeTicket",
    "Translate",
    "TranslateEntity",
]

OFFERS: tuple[Offer, ...] = (
    *agent(
        "AI",
        "TrainCategoryGuesser",
        train,
        says="Learns where tickets belong from those of a selection, in the background; gives the id of the "
        "batch task. A training of the same that is under way is joined.",
        takes=TRAIN_CATEGORY_GUESSER,
        gives=Scalar.TEXT,
        writes=True,
    ),
    *agent(
        "AI",
        "GetTrainingStatus",
        training_status,
        says="Tells whether a training is running, finished or unavailable, with the model that serves and "
        "the one before it.",
        gives=CATEGORIZATION_STATUS_RESPONSE,
    ),
    *agent(
        "AI",
        "GuessCategory",
        guess,
        says="Suggests a category for a ticket and keeps the suggestion with it; 0 where nothing is sure "
        "enough.",
        takes=GUESS_CATEGORY,
        gives=Scalar.INT,
        writes=True,
    ),
    *agent(
        "AI",
        "DetectLanguage",
        detect_language,
        says="Tells the language of a text as an ISO 639-1 code; nothing where it cannot be told.",
        takes=DETECT_LANGUAGE,
        gives=Scalar.TEXT,
    ),
    *agent(
        "AI",
        "DetectSentiment",
        detect_sentiment,
        says="Tells how an English text sounds, from -100 to 100; a confidence of -1 where it cannot be told.",
        takes=DETECT_SENTIMENT,
        gives=SENTIMENT,
    ),
    *(
        offer
        for method in ABSENT
        for offer in agent("AI", method, _not_offered(method), says="Not offered by this server.")
    ),
)
