/** Where a video begins: at the moment that its page's address names (#t=12.5), else at its start. */

const MOMENT = /^#t=(\d{1,6}(?:\.\d{1,3})?)$/;

/** Return the seconds to begin at, or null. The address is about one video, also where others follow it. */
export function startOf(id, { pathname, hash }) {
  const found = pathname === `/v/${id}` ? MOMENT.exec(hash) : null;
  return found ? Number(found[1]) : null;
}
