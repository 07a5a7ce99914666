/** The list of a creator's own videos, and the editor of one. */

import "../content/studio_video.js";
import "../content/video_editor.js";
