/** A form's fields as the body of an API call: empty ones are left out, days are numbers. */

/** @param {Iterable<[string, string]>} fields a FormData */
export function buildBody(fields) {
  const body = {};
  for (const [name, value] of fields) {
    const text = value.trim();
    if (text !== "") {
      body[name] = name.endsWith("_days") ? Number(text) : text;
    }
  }
  return body;
}
