"use strict";
const form = document.querySelector("form");
const articles = [...document.querySelectorAll("article")];
const show = () => {
  const chosen = new FormData(form);
  const severities = new Set(chosen.getAll("severity"));
  const words = chosen.get("words").trim().toLowerCase().split(/\s+/);
  let count = 0;
  for (const it of articles) {
    const { severity, rule, file } = it.dataset;
    const fits = severities.has(severity) && ["", rule].includes(chosen.get("rule")) && ["", file].includes(chosen.get("file"));
    it.hidden = !(fits && words.every((word) => it.textContent.toLowerCase().includes(word)));
    count += it.hidden ? 0 : 1;
  }
  for (const it of document.querySelectorAll("section.dockerfile")) {
    it.hidden = !it.querySelector("article:not([hidden])");
  }
  form.querySelector("output").textContent = `${count} of ${articles.length} shown`;
};
form.addEventListener("input", show);
form.addEventListener("submit", (event) => event.preventDefault());
form.hidden = articles.length < 2;
show();
