/** The host's pages: the console of a broadcast, the form of a new one, the page for OBS, the report. */

import "../live/watch/player.js";
import "../live/host/broadcaster.js";
import "../live/host/call_off.js";
import "../live/host/chat.js";
import "../live/host/chat_settings.js";
import "../live/host/copy_text.js";
import "../live/host/deal_form.js";
import "../live/host/deal_line.js";
import "../live/host/figures.js";
import "../live/host/ingest_health.js";
import "../ui/line_chart.js";
import "../live/host/moment.js";
import "../live/host/monitor.js";
import "../live/host/new_broadcast.js";
import "../live/host/panels.js";
import "../live/host/rehearsal.js";
import "../live/host/room_forms.js";
import "../live/host/stock_form.js";
import "../live/host/stream_key.js";
import "../live/host/tray.js";
import "../live/host/tray_picker.js";
// Last: it hands the broadcast to all parts above.
import "../live/host/console.js";
