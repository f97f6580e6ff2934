const bookmarks = new Map();
let next = 1;

export function addBookmark(url, title) {
  const bookmark = { id: next++, url, title };
  bookmarks.set(bookmark.id, bookmark);
  return bookmark;
}

export function listBookmarks() {
  return [...bookmarks.values()];
}
