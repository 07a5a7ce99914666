/**
 * The words of the page in the reader's language. The server prints them as JSON into #messages
 * (templates/components/messages.html and `page_messages` of each page).
 */

let messages;

function readMessages() {
  const block = document.getElementById("messages");
  return block ? JSON.parse(block.textContent) : {};
}

/**
 * Return the message `key` with every %(name)s replaced by values.name. A missing message shows its key,
 * so that the gap is seen rather than hidden.
 */
export function message(key, values = {}) {
  messages ??= readMessages();
  const text = messages[key] ?? key;
  return text.replaceAll(/%\((\w+)\)s/g, (whole, name) => (name in values ? String(values[name]) : whole));
}
