// The edge to the editor: it reads settings, starts the server and registers commands. Decisions are in the modules beside it.

import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import * as vscode from "vscode";
import {
  CloseAction,
  ErrorAction,
  LanguageClient,
  RevealOutputChannelOn,
  Trace,
  type LanguageClientOptions,
  type Middleware,
} from "vscode-languageclient/node";

import { absence, choose, type Binary, type Strategy, type Surroundings } from "./binary";
import { choices, ruleOf } from "./rules";
import { NEED_RESTART, forServer, paths, type Variables } from "./settings";
import { Restarts, shown, version, type State } from "./status";

const SELECTOR = [
  { language: "dockerfile", scheme: "file" },
  { language: "dockerfile", scheme: "untitled" },
  { language: "dockerfile", scheme: "vscode-remote" },
];

const run = promisify(execFile);

class Dockvet {
  private client: LanguageClient | undefined;
  private binary: Binary | undefined;
  private readonly output = vscode.window.createOutputChannel("Dockvet", { log: true });
  private readonly item = vscode.languages.createLanguageStatusItem("dockvet", SELECTOR);
  private turn: Promise<void> = Promise.resolve();

  constructor(private readonly context: vscode.ExtensionContext) {
    this.item.name = "Dockvet";
    this.item.command = { command: "dockvet.showOutput", title: "Show Output" };
    context.subscriptions.push(this.output, this.item);
  }

  /** Starts anew, one start after the other. */
  restart(): Promise<void> {
    this.turn = this.turn.then(() => this.stop()).then(() => this.start());
    return this.turn;
  }

  async stop(): Promise<void> {
    const client = this.client;
    this.client = undefined;
    if (client?.needsStop()) await client.stop().catch((error: unknown) => this.output.warn(String(error)));
    await client?.dispose().catch(() => undefined);
    this.show({ kind: "stopped" });
  }

  showOutput(): void {
    this.output.show();
  }

  /** Applies the safe fixes of the file at hand. */
  async fixAll(): Promise<void> {
    const document = vscode.window.activeTextEditor?.document;
    if (document?.languageId !== "dockerfile") return;
    await vscode.commands.executeCommand("editor.action.codeAction", { kind: "source.fixAll.dockvet", apply: "first" });
  }

  /** Lets a rule be chosen, unless one is named, and tells all about it. */
  async explain(named?: unknown): Promise<void> {
    const { binary } = this;
    if (!binary) return void vscode.window.showErrorMessage(absence(this.surroundings()));
    const rule = typeof named === "string" ? named : await this.chosen(binary);
    if (!rule) return;
    const { stdout } = await run(binary.path, ["explain", "--", rule]);
    const document = await vscode.workspace.openTextDocument({ content: stdout, language: "markdown" });
    await vscode.window.showTextDocument(document, { preview: true, viewColumn: vscode.ViewColumn.Beside });
  }

  /** Settings that the server can take over are sent; for others it starts anew. */
  changed(event: vscode.ConfigurationChangeEvent): void {
    if (NEED_RESTART.some((name) => event.affectsConfiguration(name))) {
      void this.restart();
    } else if (event.affectsConfiguration("dockvet")) {
      void this.client?.sendNotification("workspace/didChangeConfiguration", { settings: { dockvet: this.settings() } });
      void this.client?.setTrace(Trace.fromString(this.read("trace.server") as string));
    }
  }

  private async chosen(binary: Binary): Promise<string | undefined> {
    const uri = vscode.window.activeTextEditor?.document.uri;
    const found = uri ? vscode.languages.getDiagnostics(uri).filter((it) => it.source === "dockvet") : [];
    const broken = found.map((it) => ruleOf(it.code)).filter((it) => it !== undefined);
    const { stdout } = await run(binary.path, ["rules", "--format", "json"], { maxBuffer: 64 << 20 });
    const items = choices(stdout, broken).map((it) => ({ label: it.id, description: it.detail, detail: it.summary }));
    const picked = await vscode.window.showQuickPick(items, { placeHolder: "A rule", matchOnDescription: true, matchOnDetail: true });
    return picked?.label;
  }

  private async start(): Promise<void> {
    this.show({ kind: "starting" });
    const around = this.surroundings();
    const binary = choose(around);
    this.binary = binary;
    if (!binary) return this.fail(absence(around));
    try {
      const { stdout } = await run(binary.path, ["--version"], { timeout: 10_000 });
      const found = version(stdout);
      if (!found) return this.fail(`${binary.path} is no dockvet`);
      this.output.info(`${binary.path}, ${binary.origin}: ${stdout.trim()}`);
      this.client = new LanguageClient("dockvet", "Dockvet", { command: binary.path, args: ["lsp"] }, this.options());
      await this.client.setTrace(Trace.fromString(this.read("trace.server") as string));
      await this.client.start();
      this.show({ kind: "running", version: found, origin: binary.origin, path: binary.path });
    } catch (error) {
      this.fail(`${binary.path} cannot be started: ${error instanceof Error ? error.message : String(error)}`);
    }
  }

  private options(): LanguageClientOptions {
    const restarts = new Restarts();
    const middleware: Middleware = {
      workspace: { configuration: (params) => params.items.map(() => this.settings()) },
    };
    return {
      documentSelector: SELECTOR,
      outputChannel: this.output,
      revealOutputChannelOn: RevealOutputChannelOn.Never,
      initializationOptions: this.settings(),
      middleware,
      errorHandler: {
        error: () => ({ action: ErrorAction.Continue }),
        closed: () => {
          if (restarts.allows(Date.now())) return { action: CloseAction.Restart };
          this.fail("the server stopped again and again: see the output");
          return { action: CloseAction.DoNotRestart, handled: true };
        },
      },
    };
  }

  private fail(why: string): void {
    this.output.error(why);
    this.show({ kind: "failed", why });
    void vscode.window.showErrorMessage(`Dockvet: ${why}`, "Show Output").then((answer) => answer && this.showOutput());
  }

  private show(state: State): void {
    const { text, detail, severity } = shown(state);
    this.item.text = text;
    this.item.detail = detail;
    this.item.severity = severity === "error" ? vscode.LanguageStatusSeverity.Error : vscode.LanguageStatusSeverity.Information;
    this.item.busy = state.kind === "starting";
  }

  private read(name: string): unknown {
    return vscode.workspace.getConfiguration("dockvet").get(name);
  }

  private settings(): Record<string, unknown> {
    return forServer((name) => this.read(name), this.variables());
  }

  private variables(): Variables {
    const folder = vscode.workspace.workspaceFolders?.find((it) => it.uri.scheme === "file")?.uri.fsPath;
    return { folder, home: os.homedir(), environment: process.env };
  }

  private surroundings(): Surroundings {
    const folders = vscode.workspace.workspaceFolders ?? [];
    return {
      paths: paths(this.read("path"), this.variables()),
      strategy: this.read("importStrategy") as Strategy,
      isTrusted: vscode.workspace.isTrusted,
      folders: folders.filter((it) => it.uri.scheme === "file").map((it) => it.uri.fsPath),
      searchPath: process.env.PATH ?? "",
      platform: process.platform,
      bundled: path.join(this.context.extensionPath, "bundled"),
      isProgram,
    };
  }
}

function isProgram(file: string): boolean {
  try {
    fs.accessSync(file, fs.constants.X_OK);
    return fs.statSync(file).isFile();
  } catch {
    return false;
  }
}

let dockvet: Dockvet | undefined;

export async function activate(context: vscode.ExtensionContext): Promise<void> {
  const own = new Dockvet(context);
  dockvet = own;
  context.subscriptions.push(
    vscode.commands.registerCommand("dockvet.restart", () => own.restart()),
    vscode.commands.registerCommand("dockvet.showOutput", () => own.showOutput()),
    vscode.commands.registerCommand("dockvet.fixAll", () => own.fixAll()),
    vscode.commands.registerCommand("dockvet.explain", (rule?: unknown) => own.explain(rule)),
    vscode.workspace.onDidChangeConfiguration((event) => own.changed(event)),
    vscode.workspace.onDidGrantWorkspaceTrust(() => own.restart()),
  );
  await own.restart();
}

export async function deactivate(): Promise<void> {
  await dockvet?.stop();
  dockvet = undefined;
}
