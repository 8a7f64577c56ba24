// Shows the reference of the version of the API in `?version=`.
"use strict";

const asked = new URLSearchParams(window.location.search).get("version");
const version = /^v[0-9.]+$/.test(asked ?? "") ? asked : "v2";
// URLs relative to this page: the base URL of the server may not be reachable from the browser.
const base = new URL("../..", window.location.href).href.replace(/\/$/, "");

const dark = window.matchMedia("(prefers-color-scheme: dark)");
const paint = () => document.documentElement.classList.toggle("dark-mode", dark.matches);
dark.addEventListener("change", paint);
paint();

const at = (id) => document.getElementById(id);

// References always resolve; the tests of the documents check that.
const resolve = (document, value) =>
  value?.$ref ? value.$ref.split("/").slice(1).reduce((at, name) => at[name], document) : value;

// Resolves parameters, which the viewer would show without names at first, and removes examples of
// filters, which it would send.
function writeOutParameters(document) {
  const writeOut = (reference) => {
    const { example, ...parameter } = resolve(document, reference);
    // Values in paths are filled in as text.
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

// Splits the one operation for all actions into one per action, with the action's name at the end
// of the path. The name is never sent.
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

// Finds operations that contain every typed word in path, name or summary.
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

// The viewer's placeholder mentions tags.
const labelFilter = () => {
  const field = document.querySelector(".operation-filter-input");
  if (field) field.placeholder = "Find by name, path or summary: lock";
};

let ui;

// Values to fill in when an operation is tried.
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

// The row of a parameter, filled in with known values when it appears and when they change.
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

// Gets a token, its project, and one of its servers, if there is one.
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
    // Since when and until when: `x-since`, `x-until`.
    showExtensions: version === "v2.1",
    plugins: [{ fn: { opsFilter: filterOperations }, wrapComponents: { parameterRow: knowingRow } }],
    requestInterceptor: (request) =>
      request.method === "POST" ? { ...request, url: withoutAction(request.url) } : request,
    responseInterceptor: (response) => {
      // Actions are tried on the new server.
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
