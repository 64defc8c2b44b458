"""An index of questions with one answer each: near in meaning, the same but for synonyms, or by a pattern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from stationmaster.domain.build import Target
from stationmaster.domain.dataset import Dataset, Synonyms
from stationmaster.domain.faq import FaqEntry, FaqMatch, SmallTalk
from stationmaster.domain.training import Failure, FailureCode
from stationmaster.learning.artefact import read_bundle, write_bundle
from stationmaster.learning.encoder import VectorCache, sentence_encoder
from stationmaster.learning.faq import STAGE, FaqModel, fit_faq
from stationmaster.learning.learner import Built, Report
from stationmaster.learning.sentence_encoders import encoder_for, encoder_of
from stationmaster.learning.sentence_patterns import (
    PATTERN_MARK,
    SentencePatterns,
    concepts_of,
    is_sentence_pattern,
)
from stationmaster.learning.text_style import (
    TextStyle,
    normalise,
    says_something,
    style_from,
    style_of,
    words_of,
)

FORMAT = "stationmaster-questions-1"
#: Entries that a prediction names.
MOST_MATCHES = 5


@dataclass(frozen=True, kw_only=True, slots=True)
class NamesOfWords:
    """What words and phrases mean the same as; their names stand for them."""

    style: TextStyle
    names: Mapping[str, str] = field(default_factory=dict)  #: of words, and of phrases with one blank between
    _longest: int = field(init=False, repr=False, compare=False)  #: of these phrases, in words

    def __post_init__(self) -> None:
        object.__setattr__(self, "_longest", 1 + max((name.count(" ") for name in self.names), default=0))

    def replaced(self, text: str) -> str | None:
        """The text in names; None where it has none of the words."""
        if not self.names:
            return None
        words = words_of(normalise(text, self.style), self.style)
        found: list[str] = []
        at, changed = 0, False
        while at < len(words):
            for size in range(min(self._longest, len(words) - at), 0, -1):
                name = self.names.get(" ".join(words[at : at + size]))
                if name is not None:
                    changed = True
                    found.append(name)
                    at += size
                    break
            else:
                found.append(words[at])
                at += 1
        return " ".join(found) if changed else None


def names_of_words(synonyms: Iterable[Synonyms], style: TextStyle) -> NamesOfWords:
    """The names of all synonyms but concepts, whose words need not mean the same.

    A name is no other's synonym, and what has several names takes the first of them.
    """

    def plain(text: str) -> str:
        return " ".join(words_of(normalise(text, style), style))

    groups = sorted((plain(s.name), s.words) for s in synonyms if not s.name.startswith("~"))
    own = {name for name, _ in groups}
    names: dict[str, str] = {}
    for name, words in groups:
        for word in map(plain, words):
            if name and word and word not in own:
                names.setdefault(word, name)
    return NamesOfWords(style=style, names=names)


@dataclass(frozen=True, kw_only=True, slots=True)
class QuestionIndex:
    """Ranks entries for a text; never changes after fitting."""

    model: FaqModel
    names: NamesOfWords
    patterns: SentencePatterns  #: each with the id of its entry
    originals: Mapping[str, str]  #: questions in names, as they were asked

    @property
    def is_encoded(self) -> bool:
        """Whether it asks the sentence encoder."""
        return self.model.encoder is not None and self.model.encoder is sentence_encoder()

    def answer(self, text: str, *, top: int = MOST_MATCHES) -> tuple[FaqMatch, ...]:
        """The entries nearest to a text, the best first."""
        readings = [text, self.names.replaced(text)]
        best: dict[str, FaqMatch] = {}
        for reading in readings:
            for match in self.model.answer(reading, top=top) if reading else ():
                known = best.get(match.entry_id)
                if known is None or match.score > known.score:
                    question = self.originals.get(match.question, match.question)
                    best[match.entry_id] = replace(match, question=question)
        for entry_id, pattern in self.patterns.matching(text):
            best[entry_id] = FaqMatch(entry_id=entry_id, score=1.0, question=pattern)
        return tuple(sorted(best.values(), key=lambda match: (-match.score, match.entry_id))[:top])

    def to_bytes(self) -> bytes:
        """The index as one safetensors file."""
        manifest: dict[str, Any] = {
            "format": FORMAT,
            "style": asdict(self.names.style),
            "names": dict(self.names.names),
            "patterns": self.patterns.manifest(),
            "originals": dict(self.originals),
        }
        return write_bundle(manifest, [self.model.to_bytes()])

    @staticmethod
    def from_bytes(data: bytes) -> QuestionIndex:
        """The index that `to_bytes` wrote, with the encoder that it was made with.

        :raises MissingWeights: that encoder is not here
        """
        manifest, (model,) = read_bundle(data, FORMAT)
        return QuestionIndex(
            model=FaqModel.from_bytes(model, encoder_of(model)),
            names=NamesOfWords(style=style_from(manifest["style"]), names=manifest["names"]),
            patterns=SentencePatterns.restored(manifest["patterns"]),
            originals=manifest["originals"],
        )


def fit_questions(
    entries: Sequence[FaqEntry],
    patterns: Sequence[tuple[str, str]],
    dataset: Dataset,
    report: Report,
    *,
    kept: VectorCache | None = None,
) -> QuestionIndex:
    """The index of these entries, with patterns that lead to some, in the words of a version's synonyms."""
    whole = style_of(dataset)
    style = TextStyle(
        by_character=whole.by_character,
        strip_diacritics=whole.strip_diacritics,
        strip_punctuation=whole.strip_punctuation,
    )
    names = names_of_words(dataset.synonyms, style)
    originals: dict[str, str] = {}
    known = {question for entry in entries for question in entry.questions}
    asked = []
    for entry in sorted(entries, key=lambda entry: entry.id):
        also = {name: q for q in entry.questions if (name := names.replaced(q)) and name not in known}
        originals |= {name: question for name, question in also.items() if name not in originals}
        asked.append(replace(entry, questions=(*entry.questions, *also)))
    texts = sum(len(entry.questions) + 1 for entry in asked)
    return QuestionIndex(
        model=fit_faq(
            asked,
            culture=dataset.culture,
            encoder=encoder_for(dataset, texts, kept),
            report=report,
        ),
        names=names,
        patterns=SentencePatterns(
            culture=dataset.culture,
            texts=tuple(sorted(patterns)),
            concepts=concepts_of(dataset.synonyms, [text for _, text in patterns]),
        ),
        originals=originals,
    )


def build_faqs(
    dataset: Dataset, targets: Sequence[Target], report: Report, *, kept: VectorCache | None = None
) -> tuple[Built, ...]:
    """The index of a version's FAQs, which are found by questions, tags, paths and answers."""
    return _built(targets, dataset.faqs, dataset, report, kept)


def build_small_talk(
    dataset: Dataset, targets: Sequence[Target], report: Report, *, kept: VectorCache | None = None
) -> tuple[Built, ...]:
    """The index of what users say in small talk."""
    return _built(targets, dataset.small_talk, dataset, report, kept)


def plain_questions(items: Iterable[FaqEntry | SmallTalk]) -> Iterator[str]:
    """The questions that are no patterns and say something."""
    for item in items:
        yield from (q for q in item.questions if _says_something(q) and not _is_pattern(q, item))


def _says_something(question: str) -> bool:
    return says_something(normalise(question, TextStyle()))


def _is_pattern(question: str, item: FaqEntry | SmallTalk) -> bool:
    """A question of a FAQ is one where it says so, one of small talk where it looks so."""
    marked = question.startswith(PATTERN_MARK)
    return marked or (isinstance(item, SmallTalk) and is_sentence_pattern(question))


def _entry(item: FaqEntry | SmallTalk) -> FaqEntry:
    questions = tuple(plain_questions([item]))
    return (
        FaqEntry(id=item.id, questions=questions)
        if isinstance(item, SmallTalk)
        else replace(item, questions=questions)
    )


def _built(
    targets: Sequence[Target],
    items: Sequence[FaqEntry | SmallTalk],
    dataset: Dataset,
    report: Report,
    kept: VectorCache | None,
) -> tuple[Built, ...]:
    (target,) = targets
    entries = [_entry(item) for item in items]
    patterns = [(item.id, q) for item in items for q in item.questions if _is_pattern(q, item)]
    if not patterns and not any(entry.questions for entry in entries):
        sentence = f"None of the {len(items)} {target.name.replace('_', ' ')} has a question."
        failure = Failure(code=FailureCode.NO_DATA, sentence=sentence)
        return (Built(target_id=target.id, examples=len(items), failure=failure),)

    def shown(stage: str, fraction: float) -> None:
        report(target.name if stage == STAGE else stage, fraction)

    index = fit_questions(entries, patterns, dataset, shown, kept=kept)
    encoder = index.model.encoder
    return (
        Built(
            target_id=target.id,
            examples=len(items),
            artefact=index.to_bytes(),
            decided_by=(encoder.identity,) if encoder else (),
        ),
    )
