// VS Code's own library checks the form of every message.
const { spawn } = require("node:child_process");
const { readFileSync, writeFileSync } = require("node:fs");
const { dirname } = require("node:path");
const { pathToFileURL } = require("node:url");
const lsp = require("vscode-languageserver-protocol/node");

const path = process.argv[2];
const uri = pathToFileURL(path).href;
const wrong = (message) => {
  console.error(message);
  process.exit(1);
};
const linesOf = (items) => items.filter((it) => it.code === "legacy-key-value").map((it) => it.range.start.line).sort().join(" ");

async function main() {
  const server = spawn("dockvet", ["lsp", "--stdio"], { stdio: ["pipe", "pipe", "inherit"] });
  const connection = lsp.createProtocolConnection(new lsp.StreamMessageReader(server.stdout), new lsp.StreamMessageWriter(server.stdin));
  connection.onError(([error]) => wrong(`${error}`));
  connection.onRequest(lsp.RegistrationRequest.type, () => {});
  connection.onRequest(lsp.DiagnosticRefreshRequest.type, () => {});
  connection.listen();
  const offer = await connection.sendRequest(lsp.InitializeRequest.type, {
    processId: process.pid,
    rootUri: null,
    workspaceFolders: [{ uri: pathToFileURL(dirname(path)).href, name: "it" }],
    capabilities: {
      workspace: { workspaceEdit: { documentChanges: true }, didChangeWatchedFiles: { dynamicRegistration: true }, diagnostics: { refreshSupport: true } },
      textDocument: {
        diagnostic: { relatedDocumentSupport: true },
        publishDiagnostics: { relatedInformation: true, codeDescriptionSupport: true, dataSupport: true, tagSupport: { valueSet: [1, 2] } },
        codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix", "source"] } }, isPreferredSupport: true },
        hover: { contentFormat: ["markdown"] },
      },
    },
  });
  if (!offer.capabilities.diagnosticProvider) wrong("diagnostics cannot be asked for");
  await connection.sendNotification(lsp.InitializedNotification.type, {});
  let text = readFileSync(path, "utf8");
  const document = { uri };
  await connection.sendNotification(lsp.DidOpenTextDocumentNotification.type, { textDocument: { uri, languageId: "dockerfile", version: 1, text } });
  const pull = () => connection.sendRequest(lsp.DocumentDiagnosticRequest.type, { textDocument: document, identifier: "dockvet" });
  const report = await pull();
  if (report.kind !== "full" || linesOf(report.items) !== "2 6") wrong(JSON.stringify(report));
  if (!report.items.every((it) => lsp.Diagnostic.is(it) && it.source === "dockvet" && it.codeDescription.href)) wrong("a diagnostic is not well formed");
  const hover = await connection.sendRequest(lsp.HoverRequest.type, { textDocument: document, position: { line: 4, character: 6 } });
  if (!lsp.Hover.is(hover)) wrong(JSON.stringify(hover));
  const range = lsp.Range.create(0, 0, 99, 0);
  const actions = await connection.sendRequest(lsp.CodeActionRequest.type, { textDocument: document, range, context: { diagnostics: report.items, only: ["source.fixAll"] } });
  if (actions.length !== 1 || !lsp.CodeAction.is(actions[0])) wrong(JSON.stringify(actions));
  const all = await connection.sendRequest(lsp.CodeActionRequest.type, { textDocument: document, range, context: { diagnostics: report.items } });
  if (!all.every((it) => lsp.CodeAction.is(it))) wrong("an action is not well formed");
  const starts = [0];
  text.split("\n").forEach((line) => starts.push(starts[starts.length - 1] + line.length + 1));
  const offset = (at) => starts[at.line] + at.character;
  const edits = actions[0].edit.documentChanges[0].edits.sort((one, other) => offset(other.range.start) - offset(one.range.start));
  for (const { range, newText } of edits) {
    text = text.slice(0, offset(range.start)) + newText + text.slice(offset(range.end));
  }
  await connection.sendNotification(lsp.DidChangeTextDocumentNotification.type, { textDocument: { uri, version: 2 }, contentChanges: [{ text }] });
  const after = await pull();
  if (linesOf(after.items) !== "") wrong(JSON.stringify(after));
  writeFileSync(path, text);
  await connection.sendRequest(lsp.ShutdownRequest.type);
  await connection.sendNotification(lsp.ExitNotification.type);
  server.on("exit", (code) => process.exit(code));
}

main().catch((error) => wrong(`${error.stack}`));
