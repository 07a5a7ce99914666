/** Which of a video's product tags is due at a moment of its media time. */

/**
 * Return the tag to show at `seconds`, or null. Of several, the one that began last: it is what is being shown now.
 *
 * @param {{start_seconds: number, end_seconds: number}[]} tags
 * @param {number} seconds
 */
export function tagAt(tags, seconds) {
  const due = tags.filter((tag) => tag.start_seconds <= seconds && seconds < tag.end_seconds);
  return due.reduce((latest, tag) => (latest === null || tag.start_seconds >= latest.start_seconds ? tag : latest), null);
}
