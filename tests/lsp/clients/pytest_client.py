"""The recorded abilities of real editors, by pytest-lsp: each sees what it can."""

import asyncio
import pathlib
import sys

import pytest_lsp
from lsprotocol import types as t
from pytest_lsp import client_capabilities

EDITORS = ["visual-studio-code", "neovim", "emacs"]


async def drive(editor, path):
    # The fixture of the package, by hand: no test runner is needed for three cases.
    client = pytest_lsp.make_test_lsp_client()
    client.feature("client/registerCapability")(lambda *_: None)
    await client.start_io("dockvet", "lsp")
    capabilities = client_capabilities(editor)
    params = t.InitializeParams(process_id=None, capabilities=capabilities, root_uri=path.parent.as_uri())
    offer = await client.initialize_session(params)
    pulls = offer.capabilities.diagnostic_provider is not None
    uri = path.as_uri()
    text = path.read_text()

    async def found(changed):
        if pulls:
            ask = t.DocumentDiagnosticParams(text_document=t.TextDocumentIdentifier(uri=uri))
            return (await client.text_document_diagnostic_async(ask)).items
        if changed:
            await client.wait_for_notification("textDocument/publishDiagnostics")
        return client.diagnostics[uri]

    def lines(diagnostics):
        return sorted(it.range.start.line for it in diagnostics if it.code == "legacy-key-value")

    item = t.TextDocumentItem(uri=uri, language_id="dockerfile", version=1, text=text)
    client.text_document_did_open(t.DidOpenTextDocumentParams(text_document=item))
    assert lines(await found(True)) == [2, 6], await found(False)
    at = t.Position(line=4, character=6)
    here = t.TextDocumentIdentifier(uri=uri)
    hover = await client.text_document_hover_async(t.HoverParams(text_document=here, position=at))
    assert hover is not None and hover.contents
    stage = await client.text_document_definition_async(t.DefinitionParams(text_document=here, position=at))
    stage = stage[0] if isinstance(stage, list) else stage
    assert (getattr(stage, "range", None) or stage.target_range).start.line == 0
    everything = t.Range(start=t.Position(line=0, character=0), end=t.Position(line=9, character=0))
    context = t.CodeActionContext(diagnostics=[], only=[t.CodeActionKind.SourceFixAll])
    params = t.CodeActionParams(text_document=here, range=everything, context=context)
    (action,) = await client.text_document_code_action_async(params)
    changes = action.edit.document_changes
    edits = changes[0].edits if changes else action.edit.changes[uri]
    # The edits stand on lines of plain letters, where every encoding counts alike.
    starts = [0]
    for row in text.split("\n"):
        starts.append(starts[-1] + len(row) + 1)
    for edit in sorted(edits, key=lambda it: (it.range.start.line, it.range.start.character), reverse=True):
        start, end = (starts[it.line] + it.character for it in (edit.range.start, edit.range.end))
        text = text[:start] + edit.new_text + text[end:]
    versioned = t.VersionedTextDocumentIdentifier(uri=uri, version=2)
    whole = [t.TextDocumentContentChangeWholeDocument(text=text)]
    client.text_document_did_change(t.DidChangeTextDocumentParams(text_document=versioned, content_changes=whole))
    assert lines(await found(True)) == []
    await client.shutdown_session()
    await client.stop()
    return text


async def main():
    path = pathlib.Path(sys.argv[1])
    for editor in EDITORS:
        text = await asyncio.wait_for(drive(editor, path), 30)
    path.write_text(text)


asyncio.run(main())
