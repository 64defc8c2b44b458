"""Long work on bots: imports, exports, publishing and batch tests.

Each can be done again after an attempt was lost: what an attempt changes, it changes in one transaction, and
a second one finds nothing more to change.
"""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from stationmaster.dialects.kore import batch_tests, bots, ids, suites
from stationmaster.dialects.kore.batch_tests import Tried
from stationmaster.dialects.kore.files import exporting, faqs, knowledge, merging, utterances
from stationmaster.dialects.kore.files.bot import Bot, encode, take_apart
from stationmaster.dialects.kore.files.components import Components
from stationmaster.dialects.kore.files.holes import Ids, hole
from stationmaster.dialects.kore.files.reading import InvalidFile, Node, decode
from stationmaster.dialects.kore.files.utterances import Said
from stationmaster.dialects.kore.reading import State, version_name
from stationmaster.dialects.kore.resolving import Thresholds, resolve
from stationmaster.domain.apps import App, AppId, Version
from stationmaster.domain.dataset import Dataset, Entity, Facet, Intent, Utterance
from stationmaster.domain.errors import AppNotFound, NotPublished, StationmasterError
from stationmaster.domain.faq import FaqEntry
from stationmaster.domain.operations import Operation
from stationmaster.services.services import Services
from stationmaster.services.work import Handler, Work

BOT_IMPORT, BOT_EXPORT = "kore.bot_import", "kore.bot_export"
ML_IMPORT, ML_EXPORT = "kore.ml_import", "kore.ml_export"
KNOWLEDGE_IMPORT, KNOWLEDGE_EXPORT = "kore.knowledge_import", "kore.knowledge_export"
PUBLISH, BATCH_TEST = "kore.publish", "kore.batch_test"

SUCCESS, FAILED = "success", "failed"
#: Where the files beside a bot's definition are kept with it.
CONFIGURATION, ICON, FUNCTION = "configInfo", "icon", "botFunctions/{}"

#: Lines of one sort in a log; what is more is counted.
_LOGGED = 100
_CASES_AT_ONCE = 25


def request_bot_import(services: Services, app: App | None, arguments: Mapping[str, Any]) -> Operation:
    """Accept the import of a bot file: as a new bot, or into one.

    :param arguments: the request's body; files are named by the ids of their uploads
    :raises UploadNotFound: one of the files was not uploaded
    """
    for file_id in (
        arguments["botDefinition"],
        arguments["configInfo"],
        *(arguments.get("botFunctions") or ()),
    ):
        services.operations.uploaded(str(file_id))
    merging.read_options(Node(dict(arguments), ""))
    return services.operations.request(
        BOT_IMPORT, app=app, arguments=arguments, operation_id=ids.new(ids.IMPORT)
    )


def import_bot(work: Work) -> Mapping[str, Any]:
    """Make a bot of a file, or bring a file into one, and request its first training."""
    arguments = work.operation.arguments
    with work.reading() as services:
        document = decode(_uploaded(services, arguments["botDefinition"]))
    name = str(arguments.get("name") or "").strip() or _name_in(document)
    _log(work, "importRequest", name, SUCCESS)
    skipped: Sequence[str] = ()
    try:
        if work.operation.app_id is None:
            # Before the transaction: while it is open, nobody else can write.
            bot = take_apart(document)
            with work.services() as services:
                app = _made(work.operation, services, bot, name)
                _keep_other_files(services, app, arguments)
        else:
            with work.services() as services:
                app = _app(work, services)
                bot, skipped = _brought_in(services, app, document, arguments)
                _keep_other_files(services, app, arguments)
    except StationmasterError:
        _log(work, "importBot", name, FAILED)
        raise
    for task, part_name, status in (*_parts(bot, name), *(("Utterences", line, FAILED) for line in skipped)):
        _log(work, task, part_name, status)
    return {"streamId": app.id, "name": app.name}


def name_of(data: bytes) -> str:
    """What a bot file calls its bot; nothing where it does not.

    :raises InvalidFile: with the place and the reason
    """
    return _name_in(decode(data))


def _name_in(document: Node) -> str:
    locales = document.find("localeData")
    for _, own in () if locales is None else locales.members():
        name = own.optional_text("name").strip()
        if name:
            return name
    return ""


def _made(operation: Operation, services: Services, bot: Bot, name: str) -> App:
    """The bot that an import makes: by an attempt before this one, if that got so far."""
    app_id = bot_id_of(operation)
    try:
        return services.apps.get(app_id)
    except AppNotFound:
        if not name:
            raise InvalidFile("Neither the request nor localeData of the file names the bot.") from None
    app = bots.create_from(services, bot, name=name, app_id=app_id)
    bots.train(services, bots.versions(services, app))
    return app


def _brought_in(
    services: Services, app: App, document: Node, arguments: Mapping[str, Any]
) -> tuple[Bot, Sequence[str]]:
    """A bot after a file was brought into it, and what of the file found no place."""
    options = merging.read_options(Node(dict(arguments), ""))
    merged = merging.merge(bots.definition(services, app), document.object(), options)
    bot = take_apart(Node(merged.document, ""))
    bots.train(services, bots.bring_in(services, app, bot))
    return bot, merged.skipped[:_LOGGED]


def bot_id_of(operation: Operation) -> AppId:
    """The bot that an import changes or makes: the same at each attempt."""
    if operation.app_id is not None:
        return operation.app_id
    digest = hashlib.sha256(operation.id.encode()).digest()[:16]
    return AppId(ids.to_wire(ids.BOT, str(uuid.UUID(bytes=digest, version=4))))


def _keep_other_files(services: Services, app: App, arguments: Mapping[str, Any]) -> None:
    configuration = _uploaded(services, arguments["configInfo"])
    decode(configuration).object()
    services.apps.keep_document(app, CONFIGURATION, configuration)
    for file_id in arguments.get("botFunctions") or ():
        upload = services.operations.uploaded(str(file_id))
        data = services.operations.read(upload.blob)
        services.apps.keep_document(app, FUNCTION.format(upload.name[:100]), data)
    icon = arguments.get("icon")
    if isinstance(icon, str) and icon:
        services.apps.keep_document(app, ICON, _uploaded(services, icon))


def _parts(bot: Bot, name: str) -> Iterable[tuple[str, str, str]]:
    """The parts of a bot that an import tells of."""
    yield "Bot Definition", name, SUCCESS
    dialogs = [each for each in bot.skeleton.get("dialogs") or () if isinstance(each, dict)]
    for dialog in dialogs[:_LOGGED]:
        yield "Dialog", str(dialog.get("lname") or dialog.get("_id") or ""), SUCCESS
    if len(dialogs) > _LOGGED:
        yield "Dialog", f"and {len(dialogs) - _LOGGED} more", SUCCESS
    items = [item for of_language in bot.items.values() for item in of_language]
    for task, facet in (
        ("KnowledgeTasks", Facet.FAQS),
        ("Utterences", Facet.UTTERANCES),
        ("Patterns", Facet.PATTERNS),
        ("SmallTalk", Facet.SMALL_TALK),
    ):
        yield task, str(sum(item.facet is facet for item in items)), SUCCESS
    yield "BotVariables", str(len(bot.skeleton.get("contentVariables") or ())), SUCCESS
    yield "importBot", name, SUCCESS


def request_bot_export(services: Services, app: App, body: Mapping[str, Any]) -> Operation:
    """Accept the export of a bot.

    :param body: the request's: `exportType`, `exportOptions`, `allTasks`, `subTasks`
    :raises InvalidFile: an option is not one
    :raises NotPublished: the published bot is asked for, and there is none
    """
    exporting.read_options(Node(dict(body), ""))
    if not bots.versions(services, app, _exported_state(body)):
        raise NotPublished(f"The bot {app.name!r} has not been published")
    return services.operations.request(BOT_EXPORT, app=app, arguments=body, operation_id=ids.new(ids.EXPORT))


def _exported_state(body: Mapping[str, Any]) -> State:
    return State.PUBLISHED if body.get("exportType") == State.PUBLISHED.value else State.CONFIGURED


def export_bot(work: Work) -> Mapping[str, Any]:
    """Write a bot file."""
    arguments = work.operation.arguments
    options = exporting.read_options(Node(dict(arguments), ""))
    with work.reading() as services:
        document = bots.definition(services, _app(work, services), _exported_state(arguments))
    data = encode(exporting.exported(document, options))
    work.keep(data)
    with work.services() as services:
        upload = services.operations.upload("botDefinition.json", data)
    return {"fileId": upload.id, "fileSize": len(data)}


def request_ml_import(services: Services, app: App, *, file_id: str, file_name: str) -> Operation:
    """Accept a file of utterances, which is read before it is accepted.

    :raises UploadNotFound: the file was not uploaded
    :raises MalformedTable: the CSV is not in order
    """
    data = _uploaded(services, file_id)
    if not utterances.is_json(file_name, data):
        utterances.read_utterances(file_name, data)
    arguments = {"fileId": file_id, "fileName": file_name}
    return services.operations.request(
        ML_IMPORT, app=app, arguments=arguments, operation_id=ids.new(ids.IMPORT)
    )


def import_utterances(work: Work) -> Mapping[str, Any]:
    """Put the utterances of a file in place of all that its tasks have in their languages."""
    arguments = work.operation.arguments
    with work.reading() as services:
        data = _uploaded(services, arguments["fileId"])
    said = utterances.read_utterances(arguments["fileName"], data)
    copied, skipped = 0, list[str]()
    with work.services() as services:
        app = _app(work, services)
        versions = bots.versions(services, app)
        for language, group in _by_language(said, app.culture, versions).items():
            version = versions[language]
            dataset = _taught(services, version)
            components = Components.of((*dataset.intents, *dataset.entities))
            replaced = utterances.replace_tasks(group, dataset, components)
            services.labelling.replace_facets(version, replaced.utterances, {Facet.UTTERANCES})
            copied += replaced.copied
            skipped += replaced.skipped
        work.note(copied, len(said))
    for line in skipped[:_LOGGED]:
        _log(work, "Utterences", line, FAILED)
    return {"message": f"File imported completed. {copied} utterances copied successfully", "copied": copied}


def _by_language(said: Sequence[Said], default: str, known: Mapping[str, Version]) -> dict[str, list[Said]]:
    found: dict[str, list[Said]] = {}
    for each in said:
        language = each.language or default
        if language not in known:
            each.node.member("language").fail(f"is not one of the bot's languages: {language!r}")
        found.setdefault(language, []).append(each)
    return found


def _taught(services: Services, version: Version) -> Dataset:
    """What utterances refer to, and they themselves."""
    labelling = services.labelling
    return Dataset(
        culture=version.culture,
        intents=labelling.all_of(version, Intent),
        entities=labelling.all_of(version, Entity),
        utterances=labelling.all_of(version, Utterance),
    )


def request_ml_export(services: Services, app: App, *, state: State, file_type: str) -> Operation:
    """Accept the export of all utterances of all languages.

    :param file_type: `csv` or `json`
    :raises NotPublished: the published bot is asked for, and there is none
    """
    if not bots.versions(services, app, state):
        raise NotPublished(f"The bot {app.name!r} has not been published")
    arguments = {"state": state.value, "type": file_type}
    return services.operations.request(
        ML_EXPORT, app=app, arguments=arguments, operation_id=ids.new(ids.DOCK_STATUS)
    )


def export_utterances(work: Work) -> Mapping[str, Any]:
    """Write a file of utterances."""
    arguments = work.operation.arguments
    with work.reading() as services:
        app = _app(work, services)
        versions = bots.versions(services, app, State(arguments["state"]))
        datasets = {language: _taught(services, version) for language, version in versions.items()}
    is_json = arguments["type"] == "json"
    work.keep(utterances.write_json(datasets) if is_json else utterances.write_csv(datasets))
    return {"utterances": sum(len(dataset.utterances) for dataset in datasets.values())}


def request_knowledge_import(
    services: Services, app: App, *, file_id: str, file_name: str, language: str
) -> Operation:
    """Accept a knowledge graph, which is read before it is accepted.

    :raises UploadNotFound: the file was not uploaded
    :raises MalformedTable: the CSV is not in order
    :raises VersionNotFound: the bot has no such language
    """
    services.apps.version(app.id, version_name(State.CONFIGURED, language))
    data = _uploaded(services, file_id)
    if not utterances.is_json(file_name, data):
        knowledge.read_knowledge(file_name, data)
    arguments = {"fileId": file_id, "fileName": file_name, "language": language}
    return services.operations.request(
        KNOWLEDGE_IMPORT, app=app, arguments=arguments, operation_id=ids.new(ids.DOCK_STATUS)
    )


def import_knowledge(work: Work) -> Mapping[str, Any]:
    """Put the graph of a file in place of all that a bot knows in a language."""
    arguments = work.operation.arguments
    language = arguments["language"]
    with work.reading() as services:
        graph = knowledge.read_knowledge(arguments["fileName"], _uploaded(services, arguments["fileId"]))
    entries = faqs.read_graph(Node(graph, ""), Ids())
    with work.services() as services:
        app = _app(work, services)
        bots.replace_items(services, app, {language: entries}, {Facet.FAQS})
        skeleton = bots.skeleton(services, app)
        left = {**graph, faqs.FAQS: [hole(entry.id) for entry in entries]}
        tasks = faqs.with_graph(skeleton.get(faqs.SECTION) or (), left, graph, language, default=app.culture)
        bots.keep_skeleton(services, app, {**skeleton, faqs.SECTION: tasks})
        work.note(len(entries), len(entries))
    return {"message": f"{len(entries)} FAQs imported", "faqs": len(entries)}


def request_knowledge_export(
    services: Services, app: App, *, state: State, language: str, file_type: str
) -> Operation:
    """Accept the export of a knowledge graph.

    :param file_type: `csv` or `json`
    :raises VersionNotFound: the bot has no such language in this state
    """
    services.apps.version(app.id, version_name(state, language))
    arguments = {"state": state.value, "language": language, "type": file_type}
    return services.operations.request(
        KNOWLEDGE_EXPORT, app=app, arguments=arguments, operation_id=ids.new(ids.DOCK_STATUS)
    )


def export_knowledge(work: Work) -> Mapping[str, Any]:
    """Write a file of a knowledge graph."""
    arguments = work.operation.arguments
    state, language = State(arguments["state"]), arguments["language"]
    with work.reading() as services:
        app = _app(work, services)
        version = services.apps.version(app.id, version_name(state, language))
        entries = services.labelling.all_of(version, FaqEntry)
        skeleton = bots.skeleton(services, app, state)
    graph = faqs.graph_of(skeleton, Dataset(culture=language, faqs=entries), language, default=app.culture)
    is_json = arguments["type"] == "json"
    work.keep(knowledge.write_json(graph) if is_json else knowledge.write_csv(graph))
    return {"faqs": len(entries)}


def request_publish(services: Services, app: App, *, comment: str, initiate_training: bool) -> Operation:
    """Accept the publishing of a bot as it stands when that is done."""
    arguments = {"versionComment": comment, "initiateTraining": initiate_training}
    return services.operations.request(
        PUBLISH, app=app, arguments=arguments, operation_id=ids.new(ids.DOCK_STATUS)
    )


def publish(work: Work) -> Mapping[str, Any]:
    """Bring the published versions up to those of development, and train them unless told not to."""
    with work.services() as services:
        app = _app(work, services)
        published = bots.publish(services, app)
        if work.operation.arguments["initiateTraining"]:
            bots.train(services, published)
        work.note(len(published), len(published))
    summary = {"resourceType": "NL", "resourceName": app.name, "status": "success"}
    return {"statusSummary": [summary], "languages": list(published)}


def request_batch_test(
    services: Services, app: App, suite: suites.Suite, *, state: State, language: str
) -> Operation:
    """Accept a run of a test suite.

    :raises VersionNotFound: the bot has no such language in this state
    :raises NotTrained: the version has no models to test
    """
    version = services.apps.version(app.id, version_name(state, language))
    services.prediction.check_serving(version)
    arguments = {"suite": suite.id, "name": suite.name, "state": state.value, "language": language}
    return services.operations.request(
        BATCH_TEST, app=app, arguments=arguments, operation_id=ids.new(ids.TEST_RUN)
    )


def run_batch_test(work: Work) -> Mapping[str, Any]:
    """Ask the models in service about every case, count what was right, and write down each answer."""
    arguments = work.operation.arguments
    with work.reading() as services:
        app = _app(work, services)
        name = version_name(State(arguments["state"]), arguments["language"])
        version = services.apps.version(app.id, name)
        cases = suites.cases_of(services, app, suites.suite(services, app, arguments["suite"]), version)
        models = services.prediction.serving(version)
        names = {
            faq.id: faq.questions[0] for faq in services.labelling.all_of(version, FaqEntry) if faq.questions
        }
    thresholds, moment = Thresholds.of_documents(version.documents), datetime.now(UTC)
    tried: list[Tried] = []
    work.note(0, len(cases))
    for first in range(0, len(cases), _CASES_AT_ONCE):
        work.check()
        together = cases[first : first + _CASES_AT_ONCE]
        said = models.predict_all([case.input for case in together], reference=moment)
        for case, prediction in zip(together, said, strict=True):
            winners = resolve(prediction, thresholds, names).winners
            score = winners[0].score if winners else None
            tried.append(Tried(case=case, winners=tuple(each.name for each in winners), score=score))
        work.note(len(tried))
    work.keep(batch_tests.report_csv(tried))
    run_type = "published" if State(arguments["state"]) is State.PUBLISHED else "inDevelopment"
    return {"runType": run_type, **batch_tests.metrics(tried)}


def _app(work: Work, services: Services) -> App:
    if work.operation.app_id is None:
        raise AppNotFound
    return services.apps.get(work.operation.app_id)


def _uploaded(services: Services, file_id: Any) -> bytes:
    return services.operations.read(services.operations.uploaded(str(file_id)).blob)


def _log(work: Work, task: str, name: str, status: str) -> None:
    """Log a part once, however many attempts tell of it."""
    if not any((line.task, line.name, line.status) == (task, name, status) for line in work.operation.log):
        work.log(task, name, status)


HANDLERS: Mapping[str, Handler] = {
    BOT_IMPORT: import_bot,
    BOT_EXPORT: export_bot,
    ML_IMPORT: import_utterances,
    ML_EXPORT: export_utterances,
    KNOWLEDGE_IMPORT: import_knowledge,
    KNOWLEDGE_EXPORT: export_knowledge,
    PUBLISH: publish,
    BATCH_TEST: run_batch_test,
}
