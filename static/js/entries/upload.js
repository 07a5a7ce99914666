/** The page where clips are sent. */

import "../content/upload_desk.js";
