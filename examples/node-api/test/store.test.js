import assert from "node:assert/strict";
import test from "node:test";

import { addBookmark, listBookmarks } from "../src/store.js";

test("a bookmark is listed once it is added", () => {
  const added = addBookmark("https://example.org/", "Example");
  assert.deepEqual(listBookmarks(), [added]);
});
