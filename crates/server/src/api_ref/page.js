// Shows the reference of one version of the API; `?version=` says of which.
"use strict";

const asked = new URLSearchParams(window.location.search).get("version");
const version = /^v[0-9.]+$/.test(asked ?? "") ? asked : "v2";

window.ui = window.SwaggerUIBundle({
  url: `${version}.json`,
  dom_id: "#reference",
  deepLinking: true,
  docExpansion: "list",
  defaultModelsExpandDepth: 0,
  filter: true,
  validatorUrl: null,
});
