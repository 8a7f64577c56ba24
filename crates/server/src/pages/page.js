// Shows the reference of one version of the API; `?version=` says of which.
"use strict";

const asked = new URLSearchParams(window.location.search).get("version");
const version = /^v[0-9.]+$/.test(asked ?? "") ? asked : "v2";
// Where this page is, all else is: what the server takes for its address may not lead here.
const base = new URL("../..", window.location.href).href.replace(/\/$/, "");

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const paint = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", paint);
paint();

const at = (id) => document.getElementById(id);

// What the reference refers to is there, or the tests of its documents fail.
const resolve = (document, value) =>
  value?.$ref ? value.$ref.split("/").slice(1).reduce((at, name) => at[name], document) : value;

// The viewer would show parameters without names until it has looked up what they refer to, and
// would send the example of each filter.
function writeOutParameters(document) {
  const writeOut = (reference) => {
    const { example, ...parameter } = resolve(document, reference);
    // What is in a path is a text, and is filled in as one.
    if (parameter.in === "path") return { ...parameter, schema: { type: "string" }, example };
    if (example === undefined) return parameter;
    return { ...parameter, description: `${parameter.description} For example \`${example}\`.` };
  };
  for (const item of Object.values(document.paths)) {
    for (const it of Object.values(item).concat(item)) {
      if (it.parameters) it.parameters = it.parameters.map(writeOut);
    }
  }
}

// One operation takes all actions: each gets one of its own, whose path ends in its name. That is
// never sent.
const withoutAction = (url) => url.replace(/\/action\([\w-]+\)$/, "/action");

function listActions(document) {
  const paths = {};
  for (const [path, item] of Object.entries(document.paths)) {
    paths[path] = item;
    const body = item.post?.requestBody?.content?.["application/json"];
    if (resolve(document, body?.schema)?.oneOf === undefined) continue;
    for (const reference of resolve(document, body.schema).oneOf) {
      const action = resolve(document, reference);
      if (action.title === undefined) continue;
      const [example = { [action.title]: null }] = action.examples ?? [];
      const [summary] = (action.description ?? action.title).split(/(?<=\.)\s/);
      paths[`${path}(${action.title})`] = {
        ...item,
        post: {
          ...item.post,
          operationId: `action-${action.title}`,
          summary,
          description: action.description,
          requestBody: { required: true, content: { "application/json": { schema: reference, example } } },
        },
      };
    }
  }
  return { ...document, paths };
}

// An operation is found by each word of what is typed, in its path, its name and its summary.
function filterOperations(taggedOperations, phrase) {
  const words = phrase.toLowerCase().split(/\s+/);
  const isFound = (it) => {
    const operation = it.get("operation");
    const text = [it.get("method"), it.get("path"), operation.get("operationId"), operation.get("summary")];
    const whole = text.join(" ").toLowerCase();
    return words.every((word) => whole.includes(word));
  };
  return taggedOperations
    .map((tag) => tag.update("operations", (all) => all.filter(isFound)))
    .filter((tag) => tag.get("operations").size > 0);
}

// The viewer's field for it speaks of tags.
const labelFilter = () => {
  const field = document.querySelector(".operation-filter-input");
  if (field) field.placeholder = "Find by name, path or summary: lock";
};

let ui;

// What is filled in for those who try an operation, by what it is.
const known = { project: undefined, server: undefined };
const fields = new Set();

function learn(news) {
  Object.assign(known, news);
  for (const tellField of fields) tellField();
}

const knownFor = (path, parameter) => {
  if (parameter.get("in") !== "path") return undefined;
  if (parameter.get("name") === "project_id") return known.project;
  return parameter.get("name") === "id" && path.includes("/servers/{id}") ? known.server : undefined;
};

// The row of a parameter, which takes what is known when it appears, and when that changes.
const knowingRow = (Row, { React }) => (props) => {
  const { rawParam, pathMethod, onChange } = props;
  const subscribe = React.useCallback((tell) => {
    fields.add(tell);
    return () => fields.delete(tell);
  }, []);
  const value = React.useSyncExternalStore(subscribe, () => knownFor(pathMethod[0], rawParam));
  React.useEffect(() => {
    if (value !== undefined) onChange(rawParam, value, false);
  }, [value]);
  return React.createElement(Row, props);
};

// What the login is for: the token, its project, and a server of it, if there is one.
async function enter({ token, project }) {
  ui.preauthorizeApiKey("token", token);
  learn({ project, server: undefined });
  const servers = version === "v2" ? `${base}/v2/${project}/servers` : `${base}/${version}/servers`;
  const response = await fetch(`${servers}?limit=1`, { headers: { "X-Auth-Token": token } });
  if (response.ok) learn({ server: (await response.json()).servers[0]?.id });
  return response.status !== 401;
}

const loginBody = (user, password, project) => {
  const domain = { name: "Default" };
  const identity = { methods: ["password"], password: { user: { name: user, domain, password } } };
  return { auth: { identity, scope: { project: { name: project, domain } } } };
};

async function logIn(event) {
  event.preventDefault();
  const { user, password, project } = Object.fromEntries(new FormData(event.target));
  const outcome = at("login-outcome");
  outcome.textContent = "…";
  try {
    const response = await fetch(`${base}/identity/v3/auth/tokens`, {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify(loginBody(user, password, project)),
    });
    const answer = await response.json();
    if (!response.ok) throw new Error(answer.error?.message ?? response.statusText);
    const login = {
      token: response.headers.get("X-Subject-Token"),
      project: answer.token.project.id,
      until: answer.token.expires_at,
      who: `${answer.token.user.name} in ${answer.token.project.name}`,
    };
    sessionStorage.setItem("login", JSON.stringify(login));
    await enter(login);
    tellOf(login);
  } catch (error) {
    outcome.textContent = error.message;
  }
}

function tellOf({ who, until }) {
  at("login-outcome").textContent = `Trying things out as ${who} until ${new Date(until).toLocaleString()}.`;
}

async function show() {
  for (const link of document.querySelectorAll("nav a")) {
    if (link.search === `?version=${version}`) link.setAttribute("aria-current", "page");
  }
  at("login-command").textContent =
    `curl -i ${base}/identity/v3/auth/tokens -H 'Content-Type: application/json' \\\n` +
    `  -d '${JSON.stringify(loginBody("demo", "secret", "demo"))}'`;
  const response = await fetch(`${version}.json`);
  if (!response.ok) throw new Error(`There is no reference of ${version}.`);
  const described = await response.json();
  writeOutParameters(described);
  ui = window.SwaggerUIBundle({
    spec: { ...listActions(described), servers: [{ url: base }] },
    dom_id: "#reference",
    deepLinking: true,
    docExpansion: "list",
    defaultModelsExpandDepth: 0,
    filter: true,
    validatorUrl: null,
    plugins: [{ fn: { opsFilter: filterOperations }, wrapComponents: { parameterRow: knowingRow } }],
    requestInterceptor: (request) =>
      request.method === "POST" ? { ...request, url: withoutAction(request.url) } : request,
    responseInterceptor: (response) => {
      // A new server is the one to try actions on.
      const id = response.status === 202 && response.body?.server?.id;
      if (id) learn({ server: id });
      return response;
    },
    onComplete: labelFilter,
  });
  at("login").addEventListener("submit", logIn);
  at("login").querySelector("button").disabled = false;
  const login = JSON.parse(sessionStorage.getItem("login"));
  if (login && new Date(login.until) > new Date() && (await enter(login))) tellOf(login);
}

show().catch((error) => {
  at("reference").textContent = error.message;
});
