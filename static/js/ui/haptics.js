/** What a thumb feels on phones that can shake: one short touch for what it did, never for what just happens. */

const PATTERNS_MS = { like: [12], add: [18], buy: [18, 70, 28] };

/** Answer an act (`like`, `add`, `buy`) with a touch, unless its person wants less motion. Only from a tap's handler. */
export function feel(act) {
  if (!matchMedia("(prefers-reduced-motion: reduce)").matches) {
    navigator.vibrate?.(PATTERNS_MS[act]);
  }
}
