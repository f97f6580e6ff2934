import express from "express";

import { addBookmark, listBookmarks } from "./store.js";

const app = express();
app.use(express.json());

app.get("/healthz", (_request, response) => {
  response.send("ok");
});

app.get("/bookmarks", (_request, response) => {
  response.json(listBookmarks());
});

app.post("/bookmarks", (request, response) => {
  const { url, title } = request.body ?? {};
  if (!URL.canParse(url)) {
    response.status(400).json({ error: "url is not a URL" });
    return;
  }
  response.status(201).json(addBookmark(url, title ?? url));
});

app.listen(3000, () => {
  console.log("listening on 3000");
});
