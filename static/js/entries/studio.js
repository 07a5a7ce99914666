/** The list of a creator's own posts, their numbers, and the editor of a video. */

import { suggestMentions } from "../content/mention_list.js";
import "../content/studio_list.js";
import "../content/video_editor.js";
import "../ui/line_chart.js";
import "../ui/local_time.js";

suggestMentions();
