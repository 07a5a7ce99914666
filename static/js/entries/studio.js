/** The list of a creator's own videos, and the editor of one. */

import "../content/product_picker.js";
import "../content/studio_video.js";
import "../content/tag_editor.js";
import "../content/video_editor.js";
import "../content/video_progress.js";
