"use strict";
exports.id = 265;
exports.ids = [265];
exports.modules = {

/***/ 2399:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bf: () => (/* binding */ faultOfRun),
/* harmony export */   Pk: () => (/* binding */ wordFault),
/* harmony export */   Ps: () => (/* binding */ asFault),
/* harmony export */   vC: () => (/* binding */ Fault)
/* harmony export */ });
/** The one error that users read. Everything else that is thrown is a mistake of ours. */
class Fault extends Error {
    code;
    what;
    why;
    fix;
    changed;
    lastLines;
    refused;
    constructor(facts) {
        super(facts.what, { cause: facts.cause });
        this.name = 'Fault';
        this.code = facts.code;
        this.what = clip(facts.what, 2_000);
        this.why = facts.why && clip(facts.why, 2_000);
        this.fix = facts.fix && clip(facts.fix, 8_000);
        this.changed = facts.changed ?? 'no';
        this.lastLines = (facts.lastLines ?? []).map((line) => clip(line, 500));
        this.refused = facts.refused ?? false;
    }
}
/** GitHub cuts an annotation at 64 kB and refuses a summary over 1 MiB, and what a program or a host says may be of any length. */
function clip(text, most) {
    return text.length <= most ? text : `${text.slice(0, most)} …`;
}
const CHANGED_WORDS = {
    no: 'the host was not changed',
    yes: 'the host was changed',
    unknown: 'whether the host was changed is not known',
};
/** Words a fault as plain lines: what, why, the program's own last lines, fix, and whether the host was changed. */
function wordFault(fault) {
    return [
        fault.what,
        ...(fault.why === undefined ? [] : [`why: ${fault.why}`]),
        ...fault.lastLines.map((line) => `  | ${line}`),
        ...(fault.fix === undefined
            ? []
            : fault.fix.split('\n').map((line, at) => (at === 0 ? `fix: ${line}` : `     ${line}`))),
        fault.code === 'rolled-back' ? 'the host is as it was before' : CHANGED_WORDS[fault.changed],
    ];
}
/** Anything thrown, as a fault: one of ours as it is, a bug of ours under its own code. */
function asFault(thrown, changed = 'unknown') {
    if (thrown instanceof Fault)
        return thrown;
    const error = thrown instanceof Error ? thrown : new Error(String(thrown));
    return new Fault({
        code: 'internal-error',
        what: `cassie-deploy itself failed: ${error.message}`,
        lastLines: (error.stack ?? '')
            .split('\n')
            .slice(1, 6)
            .map((line) => line.trim()),
        changed,
        cause: thrown,
    });
}
/** A child that a cancel ended looks like a failure of its own: the cancel is what happened. */
function faultOfRun(thrown, cancelled) {
    const fault = asFault(thrown);
    if (!cancelled.aborted || fault.changed !== 'no')
        return fault;
    return asFault(cancelled.reason);
}


/***/ }),

/***/ 86:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  ML: () => (/* binding */ glanceAt),
  E8: () => (/* binding */ logIn),
  Wj: () => (/* binding */ lookFresh),
  Rj: () => (/* binding */ lookShared)
});

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
// EXTERNAL MODULE: ./lib/fault.js
var lib_fault = __webpack_require__(2399);
// EXTERNAL MODULE: ./lib/plain-text.js
var plain_text = __webpack_require__(6855);
// EXTERNAL MODULE: ./lib/ssh/quote.js
var quote = __webpack_require__(8926);
// EXTERNAL MODULE: ./lib/ssh/ssh-faults.js
var ssh_faults = __webpack_require__(6820);
// EXTERNAL MODULE: ./lib/world/process.js
var process = __webpack_require__(3149);
// EXTERNAL MODULE: ./lib/nix/store-path.js
var store_path = __webpack_require__(1968);
// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
;// CONCATENATED MODULE: ./lib/host/programs.js

/** The text of a program that runs on a host: a plain `.sh` file beside this one, in the source and in the bundle. */
function hostProgram(name) {
    return (0,external_node_fs_.readFileSync)(new URL(`./${name}.sh`, require("url").pathToFileURL(__filename).href), 'utf8');
}

;// CONCATENATED MODULE: ./lib/host/look.js




/** The shell program that answers a question; `mark` must be one that no host can guess. `handed`: a glance comes on standard input. */
function lookProgram(question, mark, ask = 'look', handed = false) {
    const { path = '', user, name } = question.profile;
    const given = {
        ask,
        mark,
        profile_path: path,
        profile_user: user,
        profile_name: name,
        watched: question.watched ?? '',
        patience: String(Math.ceil(question.patience)),
        handed: handed ? 'yes' : 'no',
    };
    const lines = Object.entries(given).map(([key, value]) => `${key}=${(0,quote/* shellWord */.r)(value)}`);
    return `${lines.join('\n')}\n${hostProgram('look')}`;
}
/** What a glance saw, to be handed to the look that follows it; empty when something moved. */
function readGlance(output, mark) {
    return new RegExp(`^${mark} glance (\\d+ .*)$`, 'm').exec(output)?.[1] ?? '';
}
/** Reads what stands between the marks; undefined when the answer is not whole. */
function readLook(output, mark) {
    const begin = output.indexOf(`\n${mark} begin\n`);
    const end = output.indexOf(`\n${mark} end`, begin + 1);
    if (begin < 0 || end < 0)
        return undefined;
    return lookFrom(output.slice(begin, end).split('\n').slice(2));
}
function lookFrom(lines) {
    const pairs = lines.map((line) => splitOnce((0,plain_text/* plainText */.d)(line), ' '));
    const all = (key) => pairs.filter(([name]) => name === key).map(([, value]) => value);
    const one = (key) => all(key)[0] ?? '';
    const paths = pathsFrom(all);
    const path = (key) => (0,store_path/* parseStorePath */.G)(paths(key)[0]);
    const profileLink = one('profile-link');
    return {
        final: one('final') === 'yes',
        uid: /^\d+$/.test(one('uid')) ? Number(one('uid')) : undefined,
        machineId: one('machine-id'),
        bootId: one('boot-id'),
        hostName: one('host-name'),
        isNixos: one('nixos') === 'yes',
        running: path('running'),
        runningRelease: {
            nixosVersion: one('running-version'),
            kernelVersion: one('running-kernel'),
            configurationRevision: one('running-revision'),
        },
        booted: path('booted'),
        runningSince: setAt(all, '/run/current-system'),
        profileLink,
        profile: path('profile'),
        profileToplevel: systemOf(paths('profile-version')[0]),
        profileGeneration: generationNumber(one('profile-generation')),
        profilesSince: setAt(all, profileLink.slice(0, profileLink.lastIndexOf('/'))),
        busy: one('busy') === 'yes',
        bootLoader: one('boot-loader') || undefined,
        bootDefault: (0,store_path/* parseStorePath */.G)(one('boot-default')),
        failedUnits: one('units') === 'known' ? all('failed-unit').toSorted() : undefined,
        rebootRequired: paths('booted-part').join() !== paths('running-part').join(),
        watchedToplevel: systemOf(paths('watched-version')[0]),
        generations: generationsFrom(all, generationNumber(one('profile-generation'))),
    };
}
/** Keys and paths come in the same order. */
function pathsFrom(all) {
    const paths = all('path');
    const named = all('path-key').map((key, at) => [key, paths[at] ?? '']);
    return (key) => named.filter(([name]) => name === key).map(([, path]) => path);
}
/** nixos-version is a plain file of the toplevel, so where it is, is the system. */
function systemOf(versionFile) {
    return (0,store_path/* parseStorePath */.G)(/^(.*)\/nixos-version$/.exec(versionFile ?? '')?.[1]);
}
/** When a link or folder was last set, in seconds with all their digits. */
function setAt(all, name) {
    return (all('set-at')
        .map((value) => splitOnce(value, ' '))
        .find(([, path]) => path === name)?.[0] ?? '');
}
function generationsFrom(all, current) {
    const byLink = (key) => new Map(all(key).map((value) => splitOnce(value, ' ')));
    const [versions, kernels, specialisations] = ['version', 'kernel', 'specialisations'].map((key) => byLink(`generation-${key}`));
    const [storePaths, systems] = [all('generation-path'), all('generation-system')];
    const revisions = new Map(all('generation-revision').map(revisionOf));
    const generations = all('generation-date').map((value, at) => {
        const [date, link] = splitOnce(value, ' ');
        const [generation, storePath] = [generationNumber(link), (0,store_path/* parseStorePath */.G)(storePaths[at])];
        if (generation === undefined || storePath === undefined)
            return undefined;
        return {
            generation,
            storePath,
            toplevel: systemOf(systems[at]),
            date: Number(date),
            nixosVersion: versions?.get(link) ?? '',
            kernelVersion: kernels?.get(link) ?? '',
            configurationRevision: revisions.get(link) ?? '',
            specialisations: (specialisations?.get(link) ?? '').split(' ').filter((name) => name !== ''),
            current: generation === current,
        };
    });
    return generations.filter((one) => one !== undefined).toSorted((a, b) => b.generation - a.generation);
}
/** `LINK/sw/bin/nixos-version:"configurationRevision":"…"` → link and revision. */
function revisionOf(value) {
    const match = /^(.*)\/sw\/bin\/nixos-version:"configurationRevision":"([^"]*)"$/.exec(value);
    return [match?.[1] ?? '', match?.[2] ?? ''];
}
function generationNumber(link) {
    const match = /-(\d{1,9})-link$/.exec(link);
    return match?.[1] === undefined ? undefined : Number(match[1]);
}
function splitOnce(text, separator) {
    const at = text.indexOf(separator);
    return at < 0 ? [text, ''] : [text.slice(0, at), text.slice(at + 1)];
}

;// CONCATENATED MODULE: ./lib/host/over-ssh.js








/** How often a connection that was cut before the login is tried again, and the first pause in milliseconds; each next one is twice as long. */
const RETRIES = 3;
const FIRST_PAUSE = 1_000;
async function logIn(host, question, world) {
    for (let left = RETRIES, delay = FIRST_PAUSE;; left--, delay *= 2) {
        const mark = newMark();
        const finished = await firstAnswer(host, lookProgram(question, mark), mark, world);
        const look = readLook(finished.stdout, mark);
        if (look !== undefined)
            return { look, hostKeyFingerprint: shownHostKey(finished.stderr) };
        const fault = loginFault(host, finished);
        world.cancelled.throwIfAborted();
        if (fault.code !== 'connection-cut' || left === 0)
            throw fault;
        world.tell({ kind: 'line', from: 'us', text: `${fault.what}; trying again in ${delay / 1000} s` });
        await (0,promises_.setTimeout)(delay, undefined, { signal: world.cancelled }).catch(() => world.cancelled.throwIfAborted());
    }
}
/** The session that looks stays open as the one that is shared: one handshake serves both. */
async function firstAnswer({ client }, program, mark, world) {
    const held = (0,process/* startHeld */.sf)(world.environment, {
        program: client.program,
        args: ['-o', 'LogLevel=DEBUG1', client.alias, remoteShell(`${program}\nexec cat >/dev/null`)],
        env: { ...client.sharing, CASSIE_SSH_MASTER: 'yes' },
    }, `${mark} end`);
    world.atEnd(held.close);
    world.cancelled.addEventListener('abort', held.close, { once: true });
    return held.answer;
}
/** A login of its own, nothing shared with an earlier one; a Fault when no whole answer came. */
async function lookFresh(host, question, world, glance) {
    const mark = newMark();
    const finished = await world.startUncut({
        program: host.client.program,
        args: [host.client.alias, remoteShell(lookProgram(question, mark, 'look', glance !== undefined))],
        env: host.client.env,
        timeout: (question.patience + 60) * 1000,
        ...(glance === undefined ? {} : { stdin: glance.then((seen) => `${seen}\n`) }),
    });
    return readLook(finished.stdout, mark) ?? loginFault(host, finished);
}
/** A look at once over the shared connection, for what must be known before a switch. */
async function lookShared(host, question, world) {
    const mark = newMark();
    const finished = await world.start({
        program: host.client.program,
        args: [host.client.alias, remoteShell(lookProgram(question, mark))],
        env: host.client.sharing,
        timeout: 60_000,
    });
    return readLook(finished.stdout, mark) ?? loginFault(host, finished);
}
/** The first of the two looks that make a host final, over the shared connection while the fresh login is still on its way. */
async function glanceAt(host, question, world) {
    const mark = newMark();
    const finished = await world.startUncut({
        program: host.client.program,
        args: [host.client.alias, remoteShell(lookProgram(question, mark, 'glance'))],
        env: host.client.sharing,
        timeout: 10_000,
    });
    return readGlance(finished.stdout, mark);
}
/** ssh's debug line that repeats our whole program, over many lines. */
const SENT_COMMAND = /^debug1: Sending command: .*?^exec cat >\/dev\/null'\r?$/ms;
function loginFault(host, finished) {
    const said = finished.stderr
        .replace(SENT_COMMAND, '')
        .split('\n')
        .filter((line) => !/^debug\d: /.test(line))
        .join('\n');
    const known = (0,ssh_faults/* sshFault */.T)(said, host.login);
    if (known !== undefined)
        return withShownKey(known, finished.stderr);
    if (finished.ended === 'timed-out') {
        return new lib_fault/* Fault */.vC({
            code: 'host-silent',
            what: `${host.login.host} stopped answering in the middle of a login`,
            lastLines: (0,plain_text/* lastLines */.w)(said, 6),
            fix: 'look at its console, and at the way to it: such a host is frozen or out of memory, or the link swallows packets (VPN, MTU)',
        });
    }
    return new lib_fault/* Fault */.vC({
        code: 'login-without-answer',
        what: `${host.login.host} let us in, but its answer was not whole`,
        lastLines: (0,plain_text/* lastLines */.w)(`${finished.stdout}\n${said}`, 6),
        fix: 'log in by hand as the same user and run `sh -c "echo ok"`: the login shell must run commands',
    });
}
function withShownKey(fault, stderr) {
    const shown = shownHostKey(stderr);
    if (shown === undefined || !fault.code.startsWith('host-key') || fault.what.includes(shown))
        return fault;
    return new lib_fault/* Fault */.vC({ ...fault, what: `${fault.what}; it showed ${shown}`, lastLines: [] });
}
/** `debug1: Server host key: ssh-ed25519 SHA256:…`, the last one: with a jump host its own comes first. */
function shownHostKey(stderr) {
    return [...stderr.matchAll(/^debug1: Server host key: \S+ (SHA256:[A-Za-z0-9+/]{43})/gm)].at(-1)?.[1];
}
/** Whatever the login shell is, the program is read by a POSIX shell. */
function remoteShell(program) {
    return `exec /bin/sh -c ${(0,quote/* shellWord */.r)(program)}`;
}
function newMark() {
    return `cassie-${(0,external_node_crypto_.randomUUID)()}`;
}


/***/ }),

/***/ 1968:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   G: () => (/* binding */ parseStorePath),
/* harmony export */   y: () => (/* binding */ storePathName)
/* harmony export */ });
const STORE_PATH = /^\/nix\/store\/[0-9abcdfghijklmnpqrsvwxyz]{32}-[0-9A-Za-z+\-._?=]{1,211}$/;
/** The store path, or undefined when `text` is none. Source: Nix manual, "Store Path". */
function parseStorePath(text) {
    // a cast, because the check above it is what the brand stands for
    return text !== undefined && STORE_PATH.test(text) ? text : undefined;
}
/**
 * The name as people know a system, with the beginning of its hash: `nixos-system-web-25.11 (8sb9q32q)`. Two systems of one release
 * have the same name, so the name alone would not tell the new one from the old.
 */
function storePathName(path) {
    return path.replace(/^\/nix\/store\/([0-9a-z]{8})[0-9a-z]{24}-(.*)$/s, '$2 ($1)');
}


/***/ }),

/***/ 7903:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Hc: () => (/* binding */ resultOfFault),
/* harmony export */   Ic: () => (/* binding */ nowOf),
/* harmony export */   Kg: () => (/* binding */ isGood),
/* harmony export */   Pr: () => (/* binding */ RESULTS),
/* harmony export */   _I: () => (/* binding */ holdsSystem),
/* harmony export */   hm: () => (/* binding */ worstOf),
/* harmony export */   iW: () => (/* binding */ activePath)
/* harmony export */ });
/** Best first; the worst of several nodes is the result of the run. docs/results.md says what each means. */
const RESULTS = [
    'unchanged',
    'deployed',
    'staged',
    'planned',
    'refused',
    'rolled-back',
    'failed',
    'unknown',
];
/** A profile that holds no NixOS system, such as one of a user, is not what the host runs. */
function holdsSystem({ profile, before, after }) {
    return profile === 'system' || (after ?? before)?.profileToplevel !== undefined;
}
/** What is known of the host after the run: where nothing was changed, the first look still holds. */
function nowOf({ before, after, changed }) {
    return after ?? (changed === 'no' ? before : undefined);
}
/** What of this profile is in force in a look: the running system, or for another profile the profile itself. */
function activePath(outcome, look) {
    return holdsSystem(outcome) ? look?.running : look?.profile;
}
function isGood(result) {
    return RESULTS.indexOf(result) < RESULTS.indexOf('refused');
}
/** An empty selection is a failure: a run that did nothing must not look like one that did. */
function worstOf(results) {
    const worst = Math.max(...results.map((result) => RESULTS.indexOf(result)));
    return RESULTS[worst] ?? 'failed';
}
/** What a fault makes of a node: nothing is known once the host may have changed and nobody could look. */
function resultOfFault(fault) {
    if (fault.refused && fault.changed === 'no')
        return 'refused';
    return fault.changed === 'unknown' ? 'unknown' : 'failed';
}


/***/ }),

/***/ 6855:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ plainText),
/* harmony export */   w: () => (/* binding */ lastLines)
/* harmony export */ });
/**
 * Text from a flake, Nix, a host or a commit is hostile: what is returned here holds no escape sequence, no other control
 * character and none of the invisible characters that reorder a line (Trojan Source), so that no terminal acts on it.
 */
function plainText(text) {
    return text
        .replace(/\u001b\[[0-?]*[ -/]*[@-~]/g, '') // CSI: colours, cursor
        .replace(/\u001b[\]PX^_][^\u0007\u001b]*(?:\u0007|\u001b\\)?/g, '') // OSC and the other strings: titles, links
        .replace(/\u001b[ -/]*[0-~]?/g, '')
        .replace(/[\u0000-\u0008\u000b-\u001f\u007f-\u009f\u200b\u200e\u200f\u2028-\u202e\u2060-\u2069\ufeff]/g, '');
}
/** The last `count` lines of a program's output that say something, plain. */
function lastLines(output, count = 12) {
    return output
        .split(/\r?\n|\r/)
        .map((line) => plainText(line).trimEnd())
        .filter((line) => line !== '')
        .slice(-count);
}


/***/ }),

/***/ 3232:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I: () => (/* binding */ harmless)
/* harmony export */ });
/* harmony import */ var _plain_text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6855);

/**
 * A line the runner can't read as a command: `::…` acts only at the start of a line, `##[…]` anywhere in it
 * (actions/runner, ActionCommand.cs). What others said always stands behind a bar. A name from a flake may hold lines of its own.
 */
function harmless(text, from) {
    const lines = (0,_plain_text_js__WEBPACK_IMPORTED_MODULE_0__/* .plainText */ .d)(text).replaceAll('##[', '# #[').split('\n');
    return lines.map((line) => harmlessLine(line, from)).join('\n');
}
function harmlessLine(line, from) {
    if (from === 'host')
        return `  host | ${line}`;
    if (from === 'program')
        return `  | ${line}`;
    return line.trimStart().startsWith('::') ? `| ${line}` : line;
}


/***/ }),

/***/ 1921:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  y: () => (/* binding */ postSummaryOf),
  Y: () => (/* binding */ summaryOf)
});

// EXTERNAL MODULE: ./lib/fault.js
var lib_fault = __webpack_require__(2399);
// EXTERNAL MODULE: ./lib/nix/store-path.js
var store_path = __webpack_require__(1968);
// EXTERNAL MODULE: ./lib/outcome.js
var lib_outcome = __webpack_require__(7903);
;// CONCATENATED MODULE: ./lib/report/markdown.js
/** Text that is shown as it is, whatever it holds: no markup, no HTML, no mention (GitHub makes none inside code). */
function code(text) {
    return `<code>${entities(text.replace(/\s+/g, ' '))}</code>`;
}
/** GitHub looks for mentions after it has read the entities, so an empty comment keeps the sign from its name. */
function plain(text) {
    return entities(text.replace(/\s+/g, ' ')).replaceAll('&#64;', '&#64;<!-- -->');
}
/** A block of program output. */
function block(lines) {
    return `<pre>${lines.map((line) => entities(line)).join('\n')}</pre>`;
}
/** Each character that Markdown or HTML could read, and those that make a link on GitHub (@, #, `www.`), as a numeric entity. */
function entities(text) {
    return text.replace(/[&<>"'`*_~[\]\\|@#!$:]|^[-+=\d]|(?<=www)\./gim, (character) => `&#${character.codePointAt(0)};`);
}

// EXTERNAL MODULE: ./lib/report/words.js
var words = __webpack_require__(6931);
;// CONCATENATED MODULE: ./lib/report/summary.js





const SIGNS = {
    unchanged: '✅',
    deployed: '✅',
    staged: '✅',
    planned: '📋',
    refused: '⛔',
    'rolled-back': '↩️',
    failed: '❌',
    unknown: '❓',
};
/** Bytes: GitHub refuses a summary over 1 MiB whole, and the post step may add to it. */
const MOST = 900_000;
/** The job summary: first what became of it, then what runs, then the details one click away; of very many nodes the first alone. */
function summaryOf(outcome) {
    const whole = textOf(outcome);
    if (Buffer.byteLength(whole) <= MOST)
        return whole;
    const nodes = outcome.nodes.map((node) => ({ ...node, before: undefined, after: undefined }));
    const short = textOf({ ...outcome, nodes });
    const cut = Buffer.from(short).subarray(0, MOST).toString();
    return `${cut.slice(0, cut.lastIndexOf('\n\n'))}\n\nThe rest is too long for a summary: it is in the report, a file named by the output report-file.\n\n`;
}
function textOf(outcome) {
    const { nodes, fault, planDigest, result, duration } = outcome;
    const heading = `${SIGNS[result]} ${titleOf(outcome)}`;
    return [
        `### ${heading}`,
        ...(fault === undefined ? [] : [faultText(fault, nodes.length === 0)]),
        ...nodes.map((node) => nodeText(node, nodes.length > 1)),
        `<sub>cassie-deploy · ${result} · ${(0,words/* wordDuration */.Z)(duration)}${planDigest === undefined ? '' : ` · plan ${planDigest}`}</sub>`,
        '',
    ].join('\n\n');
}
function titleOf({ nodes, fault, result }) {
    const [only, ...others] = nodes;
    if (only !== undefined && others.length === 0)
        return plain((0,words/* wordNode */.b)(only));
    if (only === undefined)
        return fault === undefined ? result : plain(fault.what);
    return `${nodes.length} profiles: ${countResults(nodes)}`;
}
/** `1 rolled-back, 2 deployed`: the worst first, as it is what a reader must see. */
function countResults(nodes) {
    const byResult = Map.groupBy(nodes, ({ result }) => result);
    return lib_outcome/* RESULTS */.Pr.toReversed()
        .flatMap((result) => (byResult.has(result) ? [`${byResult.get(result)?.length} ${result}`] : []))
        .join(', ');
}
function nodeText(outcome, titled) {
    const { before, after, fault, result, wanted } = outcome;
    const parts = titled ? [`#### ${SIGNS[result]} ${plain((0,words/* wordNode */.b)(outcome))}`] : [];
    if (fault !== undefined)
        parts.push(faultText(fault, false));
    if (result === 'planned' && wanted !== undefined)
        parts.push(`would activate ${code(wanted)}`);
    if (before !== undefined)
        parts.push(lookTable((0,lib_outcome/* holdsSystem */._I)(outcome), before, (0,lib_outcome/* nowOf */.Ic)(outcome)));
    if (after !== undefined && after.generations.length > 0)
        parts.push(generationTable(after));
    return parts.join('\n\n');
}
/** `isTitled`: what happened stands above already, as the title. */
function faultText(fault, isTitled) {
    const [what = '', ...rest] = (0,lib_fault/* wordFault */.Pk)(fault).filter((line) => !line.startsWith('  | '));
    const lines = [...(isTitled ? [] : [`**${plain(what)}**`]), ...rest.map(plain)].join('<br>');
    return fault.lastLines.length === 0
        ? lines
        : `${lines}\n\n<details><summary>last lines</summary>\n\n${block(fault.lastLines)}\n\n</details>`;
}
function lookTable(isSystem, before, after) {
    const rows = [
        ...(isSystem
            ? [
                row('running system', summary_name(before.running), after && summary_name(after.running)),
                row('boot default', summary_name(before.bootDefault), after && summary_name(after.bootDefault)),
            ]
            : [row('profile', summary_name(before.profile), after && summary_name(after.profile))]),
        row('generation', before.profileGeneration, after?.profileGeneration),
        row('failed units', units(before), after && units(after)),
        row('reboot required', before.rebootRequired ? 'yes' : 'no', after && (after.rebootRequired ? 'yes' : 'no')),
    ];
    return ['| | before | after |', '|---|---|---|', ...rows].join('\n');
}
function row(title, before, after) {
    const cell = (value) => value === undefined ? 'not known' : code(String(value));
    return `| ${title} | ${cell(before)} | ${cell(after)} |`;
}
function summary_name(path) {
    return path === undefined ? undefined : (0,store_path/* storePathName */.y)(path);
}
function units(look) {
    if (look.failedUnits === undefined)
        return undefined;
    return look.failedUnits.length === 0 ? 'none' : look.failedUnits.join(', ');
}
/** Numbers are used again by Nix after a rollback, so each stands with its path. */
function generationTable(look) {
    const rows = look.generations
        .slice(0, 10)
        .map(({ generation, date, nixosVersion, kernelVersion, storePath, current }) => {
        const when = new Date(date * 1000).toISOString().slice(0, 16).replace('T', ' ');
        return `| ${generation}${current ? ' (current)' : ''} | ${when} | ${orNothing(nixosVersion)} | ${orNothing(kernelVersion)} | ${code(storePath)} |`;
    });
    const table = [
        '| generation | date (UTC) | NixOS | kernel | store path |',
        '|---|---|---|---|---|',
        ...rows,
    ].join('\n');
    return `<details><summary>generations</summary>\n\n${table}\n\n</details>`;
}
function orNothing(text) {
    return text === '' ? '' : code(text);
}
/** What the post step adds after a run that was cut off. */
function postSummaryOf(node, lines, result) {
    const sign = (0,lib_outcome/* isGood */.Kg)(result) ? '✅' : SIGNS[result];
    return `### ${sign} ${plain(node)}, seen after the run was cut off\n\n${lines.map(plain).join('<br>')}\n\n`;
}


/***/ }),

/***/ 6931:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Z: () => (/* binding */ wordDuration),
/* harmony export */   b: () => (/* binding */ wordNode)
/* harmony export */ });
/* harmony import */ var _nix_store_path_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(1968);
/* harmony import */ var _outcome_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7903);


/** `1.2 s`, `2 min 5 s`. */
function wordDuration(milliseconds) {
    if (milliseconds < 60_000)
        return `${(milliseconds / 1000).toFixed(1)} s`;
    const seconds = Math.round(milliseconds / 1000);
    return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
}
const SENTENCES = {
    unchanged: 'runs the wanted system already; nothing was done',
    deployed: 'runs the new system',
    staged: 'boots the new system next; it still runs the old one',
    planned: 'would be deployed',
    refused: 'was not touched',
    'rolled-back': 'runs the old system again',
    failed: 'was not deployed as wanted',
    unknown: 'may have changed, and how it ends was not seen',
};
/** For a profile that holds no system; for the rest the sentences above fit. */
const PROFILE_SENTENCES = {
    unchanged: 'is on the wanted generation already; nothing was done',
    deployed: 'is on the new generation',
    staged: 'is on the new generation, which was not activated',
    'rolled-back': 'is on the old generation again',
};
/** One line about one profile: who, what became of it, what runs. */
function wordNode(outcome) {
    const { node, profile, host, result, wanted } = outcome;
    const name = `${node}${profile === 'system' ? '' : `.${profile}`}${host === undefined ? '' : ` (${host})`}`;
    const isSeen = result !== 'unknown' && (0,_outcome_js__WEBPACK_IMPORTED_MODULE_0__/* .nowOf */ .Ic)(outcome) !== undefined;
    const runs = isSeen ? `: ${wordActive(outcome)}` : '';
    const would = result === 'planned' && wanted !== undefined ? `: ${(0,_nix_store_path_js__WEBPACK_IMPORTED_MODULE_1__/* .storePathName */ .y)(wanted)}` : '';
    return `${name} ${sentenceOf(outcome)}${runs}${would}${wordFailedUnits(outcome)}`;
}
function sentenceOf(outcome) {
    const { result, changed } = outcome;
    if (result === 'failed' && changed === 'no')
        return 'was not deployed and is as it was before';
    return ((0,_outcome_js__WEBPACK_IMPORTED_MODULE_0__/* .holdsSystem */ ._I)(outcome) ? undefined : PROFILE_SENTENCES[result]) ?? SENTENCES[result];
}
/** A host that is as wanted need not be well: what has failed there for longer is said, and decides nothing. */
function wordFailedUnits({ result, after }) {
    const failed = after?.failedUnits ?? [];
    return (0,_outcome_js__WEBPACK_IMPORTED_MODULE_0__/* .isGood */ .Kg)(result) && failed.length > 0 ? `; units in a failed state: ${failed.join(', ')}` : '';
}
/** The generation is told only where it is what runs: after a failed rollback the profile may stand elsewhere. */
function wordActive(outcome) {
    const now = (0,_outcome_js__WEBPACK_IMPORTED_MODULE_0__/* .nowOf */ .Ic)(outcome);
    const path = (0,_outcome_js__WEBPACK_IMPORTED_MODULE_0__/* .activePath */ .iW)(outcome, now);
    if (path === undefined)
        return (0,_outcome_js__WEBPACK_IMPORTED_MODULE_0__/* .holdsSystem */ ._I)(outcome) ? 'running system not known' : 'no generation';
    const isCurrent = !(0,_outcome_js__WEBPACK_IMPORTED_MODULE_0__/* .holdsSystem */ ._I)(outcome) || now?.profileToplevel === path;
    const generation = isCurrent && now?.profileGeneration !== undefined ? `generation ${now.profileGeneration}, ` : '';
    return `${generation}${(0,_nix_store_path_js__WEBPACK_IMPORTED_MODULE_1__/* .storePathName */ .y)(path)}`;
}


/***/ }),

/***/ 8926:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ shellWord)
/* harmony export */ });
/** One word for a POSIX shell, whatever it holds; zsh and fish read it the same. */
function shellWord(text) {
    return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}


/***/ }),

/***/ 6820:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ sshFault)
/* harmony export */ });
/* harmony import */ var _fault_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2399);
/* harmony import */ var _plain_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6855);


/** Order matters: ssh ends most failures with a general line, so the exact ones come first. */
const PATTERNS = [
    {
        seen: /Certificate invalid: (.*)/,
        words: ({ host }, match) => ({
            code: 'host-key-certificate-invalid',
            what: `the host certificate of ${host} is not valid: ${match[1]}; our key was not offered`,
            fix: `sign the host's key again, for this name: ssh-keygen -s AUTHORITY -I ${host} -h -n ${host} ssh_host_ed25519_key.pub`,
            refused: true,
        }),
    },
    {
        seen: /REMOTE HOST IDENTIFICATION HAS CHANGED(?:[\s\S]*?key sent by the remote host is\s+(SHA256:[A-Za-z0-9+/]{43}))?/,
        words: ({ host }, match) => ({
            code: 'host-key-changed',
            what: `${host} shows another host key than the pinned one${match[1] === undefined ? '' : `, ${match[1]}`}; our key was not offered`,
            why: 'the host was reinstalled, another machine answers at its address, or someone is in between',
            fix: 'look at the key on the host itself (`ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub`), then replace the pin',
            refused: true,
        }),
    },
    {
        seen: /No \S+ host key is known for (\S+)|Host key verification failed/,
        words: ({ host }, [, name = host]) => ({
            code: 'host-key-unknown',
            what: `the host key of ${name} is not among the pinned ones; our key was not offered to it`,
            fix: `put the line \`${name} TYPE KEY\` into ssh-known-hosts, with TYPE and KEY from /etc/ssh/ssh_host_ed25519_key.pub on the host`,
            refused: true,
        }),
    },
    {
        seen: /incorrect passphrase|bad passphrase/i,
        words: () => ({
            code: 'key-passphrase-wrong',
            what: 'the passphrase does not open the key',
            fix: 'correct ssh-key-passphrase',
        }),
    },
    {
        seen: /Could not resolve hostname/,
        isOfTheWay: true,
        words: ({ host }) => ({
            code: 'host-name-unknown',
            what: `the name ${host} cannot be resolved`,
            fix: 'check ssh-host (or hostname in the flake); a private name (.ts.net, .local, .internal) needs its VPN to be up in an earlier step',
        }),
    },
    {
        seen: /Connection refused/,
        isOfTheWay: true,
        words: ({ host, port }) => ({
            code: 'connection-refused',
            what: `${host} is up, but nothing listens on port ${port}`,
            fix: 'check ssh-port, and that sshd runs on the host',
        }),
    },
    {
        seen: /timed out during banner exchange/,
        isOfTheWay: true,
        words: ({ host }) => ({
            code: 'host-silent',
            what: `${host} accepts connections but its sshd says nothing`,
            fix: 'look at its console: usually such a host is out of memory or disk, or frozen',
        }),
    },
    {
        seen: /Connection timed out|No route to host|Network is unreachable|Operation timed out/,
        isOfTheWay: true,
        words: ({ host, port }, match) => ({
            code: 'host-unreachable',
            what: `${host} port ${port} cannot be reached (${match[0].toLowerCase()})`,
            fix: 'check that the host is up and lets this runner in; hosted runners have no fixed address and no IPv6: use a VPN, a jump host or a self-hosted runner',
        }),
    },
    {
        seen: /Too many authentication failures/,
        words: () => ({
            code: 'too-many-keys',
            what: 'the host hung up because too many keys were offered',
            fix: 'pass the one key as ssh-private-key instead of an agent with many',
        }),
    },
    {
        seen: /Permission denied \(/,
        words: ({ user, host, keyFingerprint, publicLine, agent }) => ({
            code: 'login-refused',
            what: `${host} refused the login of ${user} ${offeredWords(keyFingerprint, agent)}`,
            why: 'the user does not exist there, may not log in, or does not list this key: sshd gives all three the same answer',
            fix: publicLine === undefined
                ? 'set ssh-private-key to a key that the host knows (on a pull request from a fork, secrets are empty)'
                : `correct ssh-user, or add to the host's configuration: users.users.${user}.openssh.authorizedKeys.keys = [ "${publicLine}" ];`,
        }),
    },
    {
        seen: /stdio forwarding failed|administratively prohibited/,
        words: ({ host, port, jump }) => ({
            code: 'jump-cannot-forward',
            what: `the jump host${jump === undefined ? '' : ` ${jump.host}`} let us in, but could not connect to ${host} port ${port}`,
            why: 'the host is down or nothing listens there, its name means nothing to the jump host, or the jump host forwards no TCP (AllowTcpForwarding, PermitOpen)',
            fix: 'log in to the jump host and try from there: `ssh-keyscan -p PORT HOST` shows whether anything answers',
        }),
    },
    {
        seen: /kex_exchange_identification|Connection reset by|Connection closed by|Not allowed at this time/,
        words: ({ host }) => ({
            code: 'connection-cut',
            what: `${host} cut the connection before a login`,
            why: 'MaxStartups, fail2ban or PerSourcePenalties of sshd, or the port is not SSH',
            fix: 'wait and try again; if it persists, look at the journal of sshd on the host',
        }),
    },
    {
        seen: /Bad configuration option|terminating, \d+ bad configuration options/,
        words: () => ({
            code: 'ssh-config-wrong',
            what: 'ssh does not understand its configuration',
            fix: 'correct ssh-config (the line above names the option)',
        }),
    },
];
function offeredWords(fingerprint, agent) {
    if (fingerprint !== undefined)
        return `with the key ${fingerprint}`;
    return agent
        ? 'with the keys that the agent holds'
        : 'without a key: ssh-private-key is empty, and no agent is there';
}
/** What a ProxyCommand, or hops that are left to ssh, said of their own target is no word about the host. */
const PROXY_FAILED = {
    code: 'proxy-failed',
    what: 'the proxy command or jump host ended before the host was reached',
    fix: 'read its own line above; a program of ProxyCommand must be installed in an earlier step',
};
/** Why a login failed, told from what ssh printed; undefined when its text holds no line of ssh's own that we know. */
function sshFault(stderr, facts, changed = 'no') {
    const failedJump = facts.jump !== undefined && endedAtJump(stderr) ? facts.jump : undefined;
    const lines = (0,_plain_text_js__WEBPACK_IMPORTED_MODULE_1__/* .lastLines */ .w)(stderr, 6);
    for (const { seen, words, isOfTheWay } of PATTERNS) {
        const match = seen.exec(stderr);
        if (match === null)
            continue;
        if (isOfTheWay && facts.jump === undefined && endedAtJump(stderr))
            break;
        const said = words({ ...facts, ...failedJump }, match);
        const what = failedJump === undefined ? said : ofJump(said);
        return new _fault_js__WEBPACK_IMPORTED_MODULE_0__/* .Fault */ .vC({ ...what, lastLines: lines, changed });
    }
    return endedAtJump(stderr) ? new _fault_js__WEBPACK_IMPORTED_MODULE_0__/* .Fault */ .vC({ ...PROXY_FAILED, lastLines: lines, changed }) : undefined;
}
/** ssh ends so when the program in between ended; a jump host that let us in and found no host behind it says which. */
function endedAtJump(stderr) {
    return /UNKNOWN port 65535/.test(stderr) && !/open failed|stdio forwarding failed/.test(stderr);
}
function ofJump(words) {
    return {
        ...words,
        code: `jump-${words.code}`,
        what: `the jump host: ${words.what}`,
        fix: words.fix
            ?.replaceAll(/\bssh-(?=host|known-hosts)/g, 'ssh-jump-')
            .replaceAll(/\bssh-(port|user)/g, 'the $1 in ssh-jump-host'),
    };
}


/***/ }),

/***/ 389:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Q: () => (/* binding */ childEnvironment)
/* harmony export */ });
const KEPT = new Set([
    'PATH',
    'HOME',
    'USER',
    'LOGNAME',
    'LANG',
    'TZ',
    'TMPDIR',
    'TERM',
    'NO_COLOR',
    'HTTP_PROXY',
    'HTTPS_PROXY',
    'ALL_PROXY',
    'NO_PROXY',
    'FTP_PROXY',
    'SSL_CERT_FILE',
    'NIX_SSL_CERT_FILE',
    'NODE_EXTRA_CA_CERTS',
    'CURL_CA_BUNDLE',
    'GIT_SSL_CAINFO',
    'SSL_CERT_DIR',
]);
const KEPT_BEGINNINGS = ['LC_', 'XDG_', 'NIX_'];
/** Ours to set, whatever the runner says. */
const OURS = new Set(['NIX_SSHOPTS', 'NIX_CONFIG', 'NIX_USER_CONF_FILES']);
/**
 * The environment children get: an allow-list, so that no input, token or key of the runner reaches a program that we start.
 * `agent` also lets SSH_AUTH_SOCK through, for when the agent holds the key.
 */
function childEnvironment(environment, { agent }) {
    const kept = {};
    for (const [name, value] of Object.entries(environment)) {
        if (value !== undefined && (isKept(name) || (agent && name === 'SSH_AUTH_SOCK')))
            kept[name] = value;
    }
    return kept;
}
function isKept(name) {
    if (OURS.has(name))
        return false;
    return (KEPT.has(name) ||
        /^(https?|all|no|ftp)_proxy$/.test(name) ||
        KEPT_BEGINNINGS.some((start) => name.startsWith(start)));
}


/***/ }),

/***/ 3853:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Bc: () => (/* binding */ makeWorld),
/* harmony export */   YW: () => (/* binding */ interruption),
/* harmony export */   rj: () => (/* binding */ steadyNow)
/* harmony export */ });
/* harmony import */ var _fault_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(2399);
/* harmony import */ var _environment_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(389);
/* harmony import */ var _private_folder_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1812);
/* harmony import */ var _process_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3149);




function makeWorld(settings) {
    const { interrupted, tell, remember, memoryFolder, githubHost } = settings;
    const folder = (0,_private_folder_js__WEBPACK_IMPORTED_MODULE_2__/* .makePrivateFolder */ .I2)(settings.parent);
    const environment = (0,_environment_js__WEBPACK_IMPORTED_MODULE_1__/* .childEnvironment */ .Q)(settings.environment, { agent: settings.agent });
    const cancelled = AbortSignal.any([interrupted, deadline(settings.timeout)]);
    const closers = [];
    const world = {
        environment,
        ownNix: {
            config: settings.environment['NIX_CONFIG'] ?? '',
            userConfFiles: settings.environment['NIX_USER_CONF_FILES'] ?? '',
        },
        start: (0,_process_js__WEBPACK_IMPORTED_MODULE_3__/* .processStarter */ .DJ)(environment, cancelled),
        startUncut: (0,_process_js__WEBPACK_IMPORTED_MODULE_3__/* .processStarter */ .DJ)(environment, interrupted),
        folder,
        cancelled,
        interrupted,
        atEnd: (close) => closers.push(close),
        tell,
        now: steadyNow,
        remember,
        memoryFolder,
        githubHost,
    };
    const end = (keep) => {
        for (const close of closers)
            close();
        if (!keep.folder)
            (0,_private_folder_js__WEBPACK_IMPORTED_MODULE_2__/* .removePrivateFolder */ .Yv)(folder);
    };
    return { world, end };
}
/** A clock that is set in the middle of a run (NTP, a runner's virtual machine that slept) moves no limit of ours. */
function steadyNow() {
    return performance.timeOrigin + performance.now();
}
function deadline(milliseconds) {
    const controller = new AbortController();
    const fault = new _fault_js__WEBPACK_IMPORTED_MODULE_0__/* .Fault */ .vC({
        code: 'timed-out',
        what: `the run took longer than timeout allows (${Math.round(milliseconds / 1000)} s) and was ended before any switch began`,
        fix: 'raise timeout, or make the build faster with a binary cache',
    });
    setTimeout(() => controller.abort(fault), milliseconds).unref();
    return controller.signal;
}
/** Fires at the runner's first signal (SIGINT, and 7.5 s later SIGTERM), with the fault that says so. */
function interruption() {
    const controller = new AbortController();
    const fault = new _fault_js__WEBPACK_IMPORTED_MODULE_0__/* .Fault */ .vC({
        code: 'cancelled',
        what: 'the run was cancelled before any switch began',
        fix: 'run it again when you are ready',
    });
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
        process.on(signal, () => controller.abort(fault));
    return controller.signal;
}


/***/ }),

/***/ 1812:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   I2: () => (/* binding */ makePrivateFolder),
/* harmony export */   Yv: () => (/* binding */ removePrivateFolder),
/* harmony export */   pb: () => (/* binding */ writePrivate)
/* harmony export */ });
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8161);
/* harmony import */ var node_os__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_os__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6760);
/* harmony import */ var node_path__WEBPACK_IMPORTED_MODULE_2___default = /*#__PURE__*/__webpack_require__.n(node_path__WEBPACK_IMPORTED_MODULE_2__);
/* harmony import */ var _fault_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(2399);




/** The longest folder name with which OpenSSH can still make a control socket (108 bytes, its own suffix included). */
const LONGEST = 64;
/**
 * Makes a 0700 folder under `parent`, or under the system's temp folder where the name would be too long for a socket, or has what deploy-rs, Nix or ssh
 * would read as more than a name (blank, `%`, `#`, `?`).
 */
function makePrivateFolder(parent) {
    const isFit = parent !== undefined && parent.length + 12 <= LONGEST && /^[\w./@+-]+$/.test(parent);
    const place = isFit ? parent : (0,node_os__WEBPACK_IMPORTED_MODULE_1__.tmpdir)();
    try {
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.mkdirSync)(place, { recursive: true });
        const folder = (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.mkdtempSync)((0,node_path__WEBPACK_IMPORTED_MODULE_2__.join)(place, 'cassie-'));
        (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.chmodSync)(folder, 0o700);
        return folder;
    }
    catch (cause) {
        throw new _fault_js__WEBPACK_IMPORTED_MODULE_3__/* .Fault */ .vC({
            code: 'no-private-folder',
            what: `no private folder can be made in ${place}`,
            why: cause instanceof Error ? cause.message : undefined,
            fix: 'free space on the runner, or point RUNNER_TEMP at a folder that can be written',
            cause,
        });
    }
}
/** Writes a file that only we can read. */
function writePrivate(path, text, mode = 0o600) {
    (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.writeFileSync)(path, text, { mode, flag: 'w' });
    (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.chmodSync)(path, mode);
    return path;
}
function removePrivateFolder(folder) {
    (0,node_fs__WEBPACK_IMPORTED_MODULE_0__.rmSync)(folder, { recursive: true, force: true, maxRetries: 3 });
}


/***/ }),

/***/ 3149:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DJ: () => (/* binding */ processStarter),
/* harmony export */   s1: () => (/* binding */ lineSplitter),
/* harmony export */   sf: () => (/* binding */ startHeld),
/* harmony export */   tG: () => (/* binding */ startDetached)
/* harmony export */ });
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1421);
/* harmony import */ var node_child_process__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_child_process__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3024);
/* harmony import */ var node_fs__WEBPACK_IMPORTED_MODULE_1___default = /*#__PURE__*/__webpack_require__.n(node_fs__WEBPACK_IMPORTED_MODULE_1__);
/* harmony import */ var _plain_text_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6855);



/** Starts programs in a process group of their own, with only `environment`, until `cancelled` fires. */
function processStarter(environment, cancelled) {
    return (command) => new Promise((resolve) => {
        if (cancelled.aborted)
            return resolve({ ...nothing, ended: 'cancelled' });
        const child = (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.spawn)(command.program, command.args, {
            cwd: command.cwd,
            env: { ...environment, ...command.env },
            stdio: [command.stdin === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
            detached: true,
        });
        let ended = 'by-itself';
        const end = (why) => () => {
            ended = why;
            endGroup(child);
        };
        const onCancel = end('cancelled');
        cancelled.addEventListener('abort', onCancel, { once: true });
        const timer = command.timeout === undefined ? undefined : setTimeout(end('timed-out'), command.timeout);
        const stdout = collect(child.stdout);
        const stderr = collect(child.stderr, command.onLine);
        const finish = (rest) => {
            clearTimeout(timer);
            cancelled.removeEventListener('abort', onCancel);
            resolve({ ...rest, stdout: stdout(), stderr: stderr(), ended });
        };
        child.stdin?.on('error', () => undefined); // a program that ends without reading is judged by its exit
        void Promise.resolve(command.stdin).then((text) => child.stdin?.end(text));
        child.on('error', (error) => finish({ code: undefined, signal: undefined, notStarted: error.message }));
        child.on('close', (code, signal) => finish({ code: code ?? undefined, signal: signal ?? undefined, notStarted: undefined }));
    });
}
const nothing = {
    code: undefined,
    signal: undefined,
    stdout: '',
    stderr: '',
    notStarted: undefined,
};
/** A process that goes on whatever becomes of us: own group, standard streams in `outputFile`, so that no pipe can break. */
function startDetached(command, outputFile) {
    const out = (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.openSync)(outputFile, 'a', 0o600);
    const child = (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.spawn)(command.program, command.args, {
        cwd: command.cwd,
        env: command.env,
        stdio: ['ignore', out, out],
        detached: true,
    });
    (0,node_fs__WEBPACK_IMPORTED_MODULE_1__.closeSync)(out);
    const exit = new Promise((resolve) => {
        child.on('error', () => resolve({ code: undefined, signal: undefined }));
        child.on('exit', (code, signal) => resolve({ code: code ?? undefined, signal: signal ?? undefined }));
    });
    return { exit, kill: () => killGroup(child) };
}
/** Starts a program whose standard input stays open until `close`; it has answered once `until` stands in its output. */
function startHeld(environment, command, until) {
    const child = (0,node_child_process__WEBPACK_IMPORTED_MODULE_0__.spawn)(command.program, command.args, {
        env: { ...environment, ...command.env },
        stdio: ['pipe', 'pipe', 'pipe'],
        detached: true,
    });
    child.stdin.on('error', () => undefined);
    const close = () => {
        child.stdin.end();
        killGroup(child);
    };
    const answer = new Promise((resolve) => {
        let ended = 'by-itself';
        const stdout = collect(child.stdout);
        const stderr = collect(child.stderr, command.onLine);
        const timer = setTimeout(() => {
            ended = 'timed-out';
            close();
        }, command.timeout ?? 60_000);
        const finish = (rest) => {
            clearTimeout(timer);
            resolve({ ...rest, stdout: stdout(), stderr: stderr(), ended });
        };
        let recent = '';
        child.stdout.on('data', (bytes) => {
            recent += bytes.toString('latin1');
            if (recent.includes(until))
                finish({ code: 0, signal: undefined, notStarted: undefined });
            recent = recent.slice(-until.length);
        });
        child.on('error', (error) => finish({ code: undefined, signal: undefined, notStarted: error.message }));
        child.on('close', (code, signal) => finish({ code: code ?? undefined, signal: signal ?? undefined, notStarted: undefined }));
    });
    return { answer, close };
}
/** Time for a program to end what it started outside its group, as Nix does with its builders. Milliseconds. */
const GRACE = 1_500;
function endGroup(child) {
    killGroup(child, 'SIGTERM');
    const timer = setTimeout(() => killGroup(child), GRACE);
    child.once('close', () => clearTimeout(timer));
}
/** Kills the child and all that it started in its group. */
function killGroup(child, signal = 'SIGKILL') {
    if (child.pid === undefined)
        return;
    try {
        process.kill(-child.pid, signal);
    }
    catch {
        // it has ended already, and a group without processes can't be signalled
    }
}
/** Characters that are kept of a stream: far more than any answer, and a host or a build that never stops must not eat our memory. */
const MOST = 32 * 1024 * 1024;
/** Decodes a stream even where a character is torn between two reads, and hands out its lines. Of too much the end is kept. */
function collect(stream, onLine) {
    const decoder = new TextDecoder();
    const lines = lineSplitter(onLine);
    let text = '';
    stream?.on('data', (bytes) => {
        const piece = decoder.decode(bytes, { stream: true });
        text += piece;
        if (text.length > 2 * MOST)
            text = text.slice(-MOST);
        lines.push(piece);
    });
    stream?.on('end', () => lines.end());
    return () => text;
}
/** A program that prints no line end (a progress bar, a binary file) is cut into lines of this many characters. */
const LONGEST_LINE = 16 * 1024;
/** Cuts text that comes in pieces into plain lines. */
function lineSplitter(onLine) {
    let rest = '';
    const give = (line) => {
        const plain = (0,_plain_text_js__WEBPACK_IMPORTED_MODULE_2__/* .plainText */ .d)(line).trimEnd();
        if (plain !== '')
            onLine?.(plain);
    };
    return {
        push(piece) {
            if (onLine === undefined)
                return;
            const lines = (rest + piece).split(/\r\n|\n|\r/);
            rest = lines.pop() ?? '';
            lines.forEach(give);
            if (rest.length < LONGEST_LINE)
                return;
            give(rest);
            rest = '';
        },
        end() {
            give(rest);
            rest = '';
        },
    };
}


/***/ })

};
;