const fs = require("fs");
fs.mkdirSync("dist", { recursive: true });
fs.mkdirSync("public/dist", { recursive: true });
