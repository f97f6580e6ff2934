module.exports = { output: { path: __dirname + "/server/views" } };
