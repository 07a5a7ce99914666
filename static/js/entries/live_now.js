/** Pages that say when something is live: the feed, a person's page. */

import "../live/watch/live_now.js";
