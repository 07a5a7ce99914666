/** The list of a creator's own posts, and the editor of a video. */

import "../content/studio_list.js";
import "../content/video_editor.js";
import "../ui/local_time.js";
