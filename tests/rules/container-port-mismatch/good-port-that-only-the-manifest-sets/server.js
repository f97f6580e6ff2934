const { createServer } = require("node:http");

createServer((_q, r) => r.end("ok")).listen(process.env.PORT || 3000);
