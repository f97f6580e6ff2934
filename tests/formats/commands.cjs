// Reads the commands of GitHub Actions and Azure Pipelines as the runners do, and writes them again with the
// libraries of each: the lines must be the same. node commands.cjs NODE_MODULES FOLDER EXPECTED
const fs = require("fs");
const path = require("path");
const [modules, folder, expected] = process.argv.slice(2);

const fail = (message) => {
  console.error(`formats: ${message}`);
  process.exit(1);
};
const lines = (name) =>
  [path.join(folder, name), path.join(expected, `${name}.txt`)].flatMap((file) => fs.readFileSync(file, "utf8").split("\n"));
const count = JSON.parse(fs.readFileSync(path.join(folder, "json"), "utf8")).findings.length;

const { issueCommand } = require(path.join(modules, "@actions/core/lib/command"));
const back = (text, pairs) => pairs.reduce((text, [from, to]) => text.replaceAll(from, to), text);
const data = [["%0D", "\r"], ["%0A", "\n"], ["%25", "%"]];
const property = [["%3A", ":"], ["%2C", ","], ...data];

let read = 0;
for (const line of lines("github").filter((it) => it.startsWith("::"))) {
  const [, head, message] = line.match(/^::(.*?)::(.*)$/);
  const [command, rest] = [head.slice(0, head.indexOf(" ")), head.slice(head.indexOf(" ") + 1)];
  const pairs = rest.split(",").map((it) => [it.slice(0, it.indexOf("=")), back(it.slice(it.indexOf("=") + 1), property)]);
  const properties = Object.fromEntries(pairs);
  let written = "";
  const write = process.stdout.write;
  process.stdout.write = (text) => (written += text);
  issueCommand(command, properties, back(message, data));
  process.stdout.write = write;
  if (written.trimEnd() !== line) fail(`@actions/core writes\n${written}and not\n${line}`);
  if (properties.col && properties.line !== properties.endLine) fail(`a column over several lines: ${line}`);
  read += 1;
}
if (read < 30 || read > count + 30) fail(`${read} commands of GitHub were read`);
console.log(`formats: @actions/core writes the same ${read} commands`);

const azure = path.join(modules, "azure-pipelines-task-lib/taskcommand");
if (fs.existsSync(`${azure}.js`)) {
  const { TaskCommand, commandFromString } = require(azure);
  read = 0;
  for (const line of lines("azure").filter((it) => it.includes("##vso["))) {
    if (!line.startsWith("##vso[")) fail(`a command stands in a plain line: ${line}`);
    const { command, properties, message } = commandFromString(line);
    const written = new TaskCommand(command, properties, message).toString();
    if (written !== line) fail(`azure-pipelines-task-lib writes\n${written}\nand not\n${line}`);
    read += 1;
  }
  if (read < 30) fail(`${read} commands of Azure were read`);
  console.log(`formats: azure-pipelines-task-lib writes the same ${read} commands`);
}
