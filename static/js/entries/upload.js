/** The page where clips are sent. */

import "../content/product_picker.js";
import "../content/tag_editor.js";
import "../content/upload_card.js";
import "../content/upload_desk.js";
import "../content/video_progress.js";
