// A school day in chalk, under the promise of the sign-in document: bells as wide as their lessons, and now.
export const DAY = `<svg class="first-day" viewBox="0 0 840 100" aria-hidden="true">
  <path d="M0 70.5h840" stroke="currentColor" stroke-width="1.5"/>
  <rect x="60" y="22" width="38" height="48" fill="currentColor" stroke="currentColor" stroke-width="1.5"/>
  <rect x="115" y="22" width="38" height="48" fill="currentColor" stroke="currentColor" stroke-width="1.5"/>
  <rect x="180" y="22" width="38" height="48" fill="currentColor" stroke="currentColor" stroke-width="1.5"/>
  <rect x="235" y="22" width="38" height="48" fill="currentColor" stroke="currentColor" stroke-width="1.5"/>
  <rect x="420" y="22" width="38" height="48" fill="none" stroke="currentColor" stroke-width="1.5"/>
  <rect x="475" y="22" width="38" height="48" fill="none" stroke="currentColor" stroke-width="1.5"/>
  <rect x="530" y="27" width="38" height="43" fill="none" stroke="currentColor" stroke-width="1.5"/>
  <rect x="585" y="40" width="38" height="30" fill="none" stroke="currentColor" stroke-width="1.5"/>
  <rect x="720" y="54" width="38" height="16" fill="none" stroke="currentColor" stroke-width="1.5"/>
  <rect x="775" y="54" width="38" height="16" fill="none" stroke="currentColor" stroke-width="1.5"/>
  <path d="M232 4v66" stroke="#FFD27A" stroke-width="2.5"/>
  <g fill="currentColor" font-size="16">
  <text x="60" y="92">08:00</text>
  <text x="115" y="92">08:55</text>
  <text x="180" y="92">10:00</text>
  <text x="235" y="92">10:55</text>
  <text x="420" y="92">14:00</text>
  <text x="475" y="92">14:55</text>
  <text x="530" y="92">15:50</text>
  <text x="585" y="92">16:45</text>
  <text x="720" y="92">19:00</text>
  <text x="775" y="92">19:55</text>
  </g>
  </svg>`.replace(/\n\s*/g, "");
