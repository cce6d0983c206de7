/** The page's only style sheet; its hash is named by the page's content security policy. */
export const style = `:root{color-scheme:light dark;--bg:#f7f7f5;--card:#fff;--ink:#1c2230;--quiet:#5b6475;--rule:#e2e4e9;--accent:#2b65d9;--good:#17774a;--warn:#8a5a00;--bad:#c02b37;--tint:#eaf0fd}
@media (prefers-color-scheme:dark){:root{--bg:#11141a;--card:#191e27;--ink:#e8ebf1;--quiet:#9ba5b6;--rule:#2c3340;--accent:#7fa9ff;--good:#55c98f;--warn:#e2b04a;--bad:#ff7f86;--tint:#1d2738}}
*{box-sizing:border-box}
body{margin:0;background:var(--bg);color:var(--ink);font:15px/1.5 system-ui,-apple-system,"Segoe UI",Roboto,"Helvetica Neue",Arial,sans-serif}
main{max-width:66rem;margin:0 auto;padding:2rem 1.25rem 4rem}
h1{font-size:1.7rem;margin:0;letter-spacing:-.01em}
h2{font-size:1.15rem;margin:0 0 .8rem}
h3{font-size:.95rem;margin:1.2rem 0 .6rem;color:var(--quiet);font-weight:600}
h4{font-size:.85rem;margin:0;font-weight:600;overflow-wrap:anywhere}
section{background:var(--card);border:1px solid var(--rule);border-radius:12px;padding:1.1rem 1.25rem;margin-top:1.1rem}
.quiet,small,.span,.lead{color:var(--quiet)}
.lead{margin:.2rem 0 0;overflow-wrap:anywhere}
.tiles{list-style:none;display:grid;grid-template-columns:repeat(auto-fit,minmax(8.6rem,1fr));gap:.7rem;margin:1.3rem 0 0;padding:0}
.tile{background:var(--card);border:1px solid var(--rule);border-radius:12px;padding:.75rem .8rem}
.tile b{display:block;font-size:1.1rem;line-height:1.25;font-variant-numeric:tabular-nums}
.tile span{color:var(--quiet);font-size:.85rem}
.tile.good b{color:var(--good)}.tile.bad b{color:var(--bad)}
.warn{border-left:4px solid var(--bad)}
.warn ul{overflow-wrap:anywhere;margin:0;padding-left:1.1rem}
.cards{display:grid;grid-template-columns:repeat(auto-fill,minmax(15.5rem,1fr));gap:.8rem}
.card{border:1px solid var(--rule);border-radius:10px;padding:.75rem .85rem;break-inside:avoid}
.now{margin:.1rem 0 .3rem;font-size:1.15rem;font-weight:600;font-variant-numeric:tabular-nums}
.now small{font-weight:400;font-size:.8rem}
.span{display:flex;justify-content:space-between;font-size:.75rem;margin:.1rem 0 0}
.fall{margin:.45rem 0 0;font-size:.8rem;color:var(--bad);overflow-wrap:anywhere}
svg{display:block;width:100%;height:auto}
.axis{stroke:var(--rule);stroke-width:1}
.grid{stroke:var(--rule);stroke-width:1;stroke-dasharray:2 4}
.line{fill:none;stroke:var(--accent);stroke-width:1.8;stroke-linejoin:round;stroke-linecap:round}
.area{fill:var(--accent);opacity:.13}
.dot{fill:var(--accent)}
.dot.fell{fill:var(--bad);stroke:var(--card);stroke-width:1.5}
.tick{fill:var(--quiet);font-size:11px}
.lane{fill:var(--ink);font-size:13px}
.mark{stroke:var(--card);stroke-width:1.5}
.mark.verified{fill:var(--good)}
.mark.archived{fill:var(--quiet)}
.mark.unverified{fill:var(--card);stroke:var(--warn);stroke-width:2}
.mark.run{fill:var(--accent)}
.mark.failed{fill:var(--bad)}
.mark.refusal{fill:none;stroke:var(--bad);stroke-width:2.4;stroke-linecap:round}
.legend{display:flex;flex-wrap:wrap;gap:.2rem 1.1rem;list-style:none;margin:.7rem 0 0;padding:0;font-size:.8rem;color:var(--quiet)}
.legend li{display:flex;align-items:center;gap:.4rem}
.legend svg{width:16px;height:16px}
.scroll{overflow-x:auto}
.scroll>table,.scroll>.timeline{min-width:46rem}
table{border-collapse:collapse;width:100%;font-size:.86rem}
th{text-align:left;font-weight:600;color:var(--quiet);padding:.35rem .6rem .35rem 0;border-bottom:1px solid var(--rule)}
td{padding:.45rem .6rem .45rem 0;border-bottom:1px solid var(--rule);vertical-align:top;overflow-wrap:anywhere}
tr:last-child td{border-bottom:0}
td.when,td.age{white-space:nowrap;font-variant-numeric:tabular-nums}
code{font:.92em ui-monospace,SFMono-Regular,Menlo,Consolas,monospace;overflow-wrap:anywhere}
.pill{display:inline-block;white-space:nowrap;overflow-wrap:normal;border-radius:999px;padding:.05rem .6rem;font-size:.8rem;background:var(--tint);color:var(--accent)}
.pill.archived,.pill.archive{color:var(--warn);background:none;border:1px solid currentColor}
.pill.remove,.pill.refused{color:var(--bad);background:none;border:1px solid currentColor}
.pill.keep,.pill.well{color:var(--good);background:none;border:1px solid currentColor}
footer{color:var(--quiet);font-size:.8rem;margin-top:1.4rem}
@page{size:A4;margin:14mm}
@media print{:root{color-scheme:light;--bg:#fff;--card:#fff;--ink:#000;--quiet:#444;--rule:#bbb;--accent:#1d4fb8;--good:#0d5f38;--warn:#6e4700;--bad:#a3121f;--tint:#fff}main{padding:0;max-width:none}section{border:0;padding:0;margin-top:1.4rem}body{font-size:10pt}tr,.tile,.card,svg{break-inside:avoid}h2,h3{break-after:avoid}.scroll{overflow:visible}.scroll>table,.scroll>.timeline{min-width:0}}
`;
