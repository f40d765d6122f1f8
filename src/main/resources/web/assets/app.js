// Picks the page by its path.

import { showCampaign } from "./campaign.js";
import { showCampaigns } from "./campaigns.js";

const main = document.getElementById("main");
const match = location.pathname.match(/^\/campaigns\/([a-z0-9.-]+)$/);
if (match) showCampaign(main, match[1]);
else showCampaigns(main);
