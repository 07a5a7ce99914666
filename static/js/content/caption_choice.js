/** Which captions a clip shows. Pure. */

/**
 * Return the captions to show, or null for none.
 *
 * @param {{language: string, is_default: boolean}[]} tracks what the clip has
 * @param {{captionsOn: boolean, captionsWhenMuted: boolean, captionLanguage: string}} settings
 * @param {{isMuted: boolean, language: string}} now whether the clip is heard, and the page's language
 */
export function chooseTrack(tracks, settings, { isMuted, language }) {
  const isWanted = settings.captionsOn || (settings.captionsWhenMuted && isMuted);
  return isWanted ? nearestTrack(tracks, [settings.captionLanguage, language]) : null;
}

/** Return the captions in the first of these languages that there are; else in a near one, else the default ones. */
export function nearestTrack(tracks, languages) {
  const base = (tag) => tag.split("-")[0];
  const wanted = languages.filter(Boolean);
  const exact = wanted.map((tag) => tracks.find((track) => track.language === tag)).find(Boolean);
  const near = () => wanted.map((tag) => tracks.find((track) => base(track.language) === base(tag))).find(Boolean);
  return exact ?? near() ?? tracks.find((track) => track.is_default) ?? tracks[0] ?? null;
}
