/** The figures of a shop. */

import "../ui/line_chart.js";
