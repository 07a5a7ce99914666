/** In the page of the swipe benchmark: how long after the finger lifts the next video moves. `nextVideo()` is the page's own. */
window.swipes = [];
window.isSwipeSeen = true;

/** The video that the last touch was for: nobody waits any longer for those before. */
window.awaited = null;

function watchNext(video, liftedMs) {
  video.requestVideoFrameCallback((_now, frame) => {
    if (video !== window.awaited || window.isSwipeSeen) {
      return;
    }
    // A video that stands ready may present its first, still frame again; what counts is that it moves.
    if (video.paused || frame.mediaTime === 0) {
      watchNext(video, liftedMs);
      return;
    }
    window.swipes.push(Math.max(0, frame.expectedDisplayTime - liftedMs()));
    window.isSwipeSeen = true;
  });
}

let lifted = 0;
addEventListener("touchstart", () => {
  window.isSwipeSeen = false;
  lifted = 0;
  const video = window.nextVideo();
  const isAgain = video === window.awaited;
  window.awaited = video;
  if (video && !isAgain) {
    watchNext(video, () => lifted || performance.now());
  }
}, { capture: true, passive: true });
addEventListener("touchend", (event) => {
  lifted = event.timeStamp;
}, { capture: true, passive: true });
