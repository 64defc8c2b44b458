// A help desk's life through @superoffice/webapi: categories, tickets, messages, selections, training, batch.
const { readFileSync } = require("node:fs");
const { WebApi } = require("@superoffice/webapi");

const pause = (milliseconds) => new Promise((resolve) => setTimeout(resolve, milliseconds));
const refusal = (call) =>
  call.then(
    (value) => ({ value }),
    (error) => ({ status: error.response.status, said: error.response.data }),
  );

async function categories(list, found) {
  const fresh = await list.createDefaultTicketCategoryEntityAsync();
  found.fresh = fresh;
  const parent = await list.saveTicketCategoryEntityAsync({ ...fresh, name: 'NO:"Leverandør";US:"Supplier"' });
  const child = await list.saveTicketCategoryEntityAsync({
    ...fresh,
    name: "Invoices",
    parentId: parent.ticketCategoryId,
    externalName: "Bills",
  });
  const other = await list.saveTicketCategoryEntityAsync({ ...fresh, name: "Printing" });
  const gone = await list.saveTicketCategoryEntityAsync({ ...fresh, name: "Gone" });
  await list.deleteTicketCategoryEntityAsync(gone.ticketCategoryId);
  found.parent = parent;
  found.child = child;
  found.item = await list.getTicketCategoryAsync(child.ticketCategoryId);
  found.some = await list.getTicketCategoryListAsync([other.ticketCategoryId, 9999]);
  found.every = await list.getTicketCategoriesAsync();
  found.deleted = await list.getTicketCategoryEntityAsync(gone.ticketCategoryId);
  return { invoices: child, printing: other };
}

async function tickets(agent, made, texts, found) {
  const ids = [];
  const fresh = await agent.createDefaultTicketEntityAsync();
  found.freshTicket = fresh;
  for (const { title, html, category } of texts) {
    const ticket = await agent.saveTicketEntityAsync({
      ...fresh,
      title,
      category: { ticketCategoryId: made[category].ticketCategoryId, name: "ignored" },
      fromAddress: "customer@example.com",
    });
    const message = await agent.saveTicketMessageEntityAsync({
      ...(await agent.createDefaultTicketMessageEntityAsync()),
      ticket: { ticketId: ticket.ticketId },
      htmlBody: html,
      attachmentsInfo: [{ name: "scan.pdf" }],
    });
    ids.push(ticket.ticketId);
    found.message = await agent.getTicketMessageEntityAsync(message.ejMessageId);
  }
  found.ticket = await agent.getTicketEntityAsync(ids[0]);
  found.flat = await agent.getTicketAsync(ids[0]);
  found.noTicket = await agent.getTicketEntityAsync(9999);
  const moved = await agent.saveTicketEntityAsync({ ...found.ticket, baseStatus: "Closed" });
  found.closed = moved.baseStatus;
  return ids;
}

async function selection(agent, ids, found) {
  const fresh = await agent.createDefaultSelectionEntityAsync();
  const kept = await agent.saveSelectionEntityAsync({ ...fresh, name: "All of them" });
  found.added = await agent.addSelectionMembersAsync(kept.selectionId, [...ids, 9999]);
  found.addedAgain = await agent.addSelectionMembersAsync(kept.selectionId, ids);
  await agent.removeSelectionMembersAsync(kept.selectionId, [ids[0]]);
  found.selection = await agent.getSelectionEntityAsync(kept.selectionId);
  const dynamic = await agent.saveSelectionEntityAsync({ ...fresh, name: "Closed", selectionType: "Dynamic" });
  found.criteria = await agent.setDynamicSelectionCriteriaAsync(dynamic.selectionId, [
    { name: "baseStatus", operator: "=", values: ["Closed"] },
  ]);
  found.dynamic = await agent.getSelectionEntityAsync(dynamic.selectionId);
  return kept.selectionId;
}

async function training(api, selectionId, unseen, found) {
  const ai = api.getAIAgent();
  const batch = api.getBatchAgent();
  found.early = await ai.guessCategoryAsync(unseen);
  found.accepted = await ai.trainCategoryGuesserAsync(selectionId, 0, 500);
  const id = Number(found.accepted);
  do {
    found.task = await batch.getBatchTaskInfoAsync(id);
    await pause(200);
  } while (!["Succeeded", "Failed"].includes(found.task.state));
  found.succeeded = (await batch.getBatchTaskInfosByStateAsync("Succeeded")).map((task) => task.id);
  found.stopped = await batch.stopBatchJobAsync(id);
  found.noTask = await batch.getBatchTaskInfoAsync(9999);
  found.status = await ai.getTrainingStatusAsync();
  found.guess = await ai.guessCategoryAsync(unseen);
  found.suggested = await api.getTicketAgent().getTicketEntityAsync(unseen);
  found.languages = {};
  for (const text of ["Die Rechnung ist leider falsch", "Where is my order?", "Jeg får ikke logget inn", "0815"])
    found.languages[text] = await ai.detectLanguageAsync(text);
  found.sentiments = {};
  for (const text of ["I am very happy with your help", "This is the worst service ever", "Die Rechnung ist falsch"])
    found.sentiments[text] = await ai.detectSentimentAsync(text);
  found.translated = await refusal(ai.translateAsync("Hello", "no"));
}

async function main() {
  const options = JSON.parse(readFileSync(0, "utf8"));
  const found = {};
  let api = new WebApi({ baseUrl: options.base });
  api.authenticateWithTicket(options.ticket);
  api.applicationToken(options.appToken);
  const made = await categories(api.getListAgent(), found);
  const ids = await tickets(api.getTicketAgent(), made, options.texts, found);
  const selectionId = await selection(api.getSelectionAgent(), ids, found);
  const unseen = (await api.getTicketAgent().saveTicketEntityAsync({ title: options.unseen })).ticketId;
  await training(api, selectionId, unseen, found);
  const preferences = api.getPreferenceAgent();
  found.off = await preferences.getPreferenceByNameAsync("HugoAI", "CSCategorize", "Individual");
  const specification = { section: "HugoAI", key: "CSCategorize" };
  found.on = await preferences.savePreferenceEntityAsync({ specification, rawValue: "1" }, false);
  found.helped = await api.getTicketAgent().saveTicketEntityAsync({ title: options.unseen });
  await api.getTicketAgent().deleteTicketEntityAsync(unseen);
  found.removed = await api.getTicketAgent().getTicketEntityAsync(unseen);
  found.made = Object.fromEntries(Object.entries(made).map(([name, each]) => [name, each.ticketCategoryId]));

  api = new WebApi({ baseUrl: options.base, timezone: "NO", timezoneInclude: true, languageCode: "no" });
  api.authenticateWithPassword(options.username, options.password);
  let zone;
  const responseCallback = (response) => (zone = response.headers["so-timezone"]);
  found.local = await api.getAIAgent().getTrainingStatusAsync({ responseCallback });
  found.zone = zone;
  found.norwegian = await api.getListAgent().getTicketCategoryAsync(found.parent.ticketCategoryId);

  api = new WebApi({ baseUrl: options.base });
  api.authenticateWithToken("8A:Cust1.nothing");
  found.refused = await refusal(api.getAIAgent().getTrainingStatusAsync());
  process.stdout.write(JSON.stringify(found));
}

main().catch((error) => {
  console.error(error);
  process.exitCode = 1;
});
