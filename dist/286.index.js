"use strict";
exports.id = 286;
exports.ids = [286];
exports.modules = {

/***/ 286:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  runAction: () => (/* binding */ runAction)
});

// EXTERNAL MODULE: external "node:fs"
var external_node_fs_ = __webpack_require__(3024);
// EXTERNAL MODULE: external "node:os"
var external_node_os_ = __webpack_require__(8161);
// EXTERNAL MODULE: external "node:path"
var external_node_path_ = __webpack_require__(6760);
// EXTERNAL MODULE: ./lib/fault.js
var lib_fault = __webpack_require__(2399);
// EXTERNAL MODULE: ./lib/outcome.js
var lib_outcome = __webpack_require__(7903);
;// CONCATENATED MODULE: ./lib/each-host.js


/** When one host could not be reached, no host is touched: the outcomes that say so; undefined when all were. */
function whyNoneIsTouched(reached) {
    if (reached.every(({ ready }) => ready !== undefined && !(ready instanceof lib_fault/* Fault */.vC)))
        return undefined;
    return reached.map(({ profile, ready }) => {
        if (ready instanceof lib_fault/* Fault */.vC)
            return notReached(profile, ready);
        return leftAlone(profile, ready, 'another host of this run could not be reached, so none was touched');
    });
}
/**
 * Hosts side by side; the profiles of one host one after another, and none after one that went wrong. What is thrown becomes the outcome of its
 * node, so that it never hides another's fate.
 */
async function eachHost(reached, world, changeOne) {
    const byNode = Map.groupBy(reached, ({ profile }) => profile.node);
    const outcomes = await Promise.all([...byNode.values()].map(async (profiles) => {
        const done = [];
        for (const { profile, ready } of profiles) {
            if (ready === undefined || ready instanceof lib_fault/* Fault */.vC)
                continue;
            const wrong = done.find(({ fault }) => fault !== undefined);
            const why = `the profile ${wrong?.profile} of this host went wrong before it`;
            done.push(wrong === undefined
                ? await guarded(profile, done.length === 0 ? ready : { ...ready, seenAt: 0 }, world, changeOne)
                : leftAlone(profile, ready, why));
        }
        return done;
    }));
    return outcomes.flat();
}
async function guarded(profile, ready, world, changeOne) {
    const began = world.now();
    const outcome = await changeOne(profile, ready).catch((thrown) => {
        const fault = (0,lib_fault/* faultOfRun */.Bf)(thrown, world.cancelled);
        return { ...reachedOutcome(profile, ready), result: (0,lib_outcome/* resultOfFault */.Hc)(fault), changed: fault.changed, fault };
    });
    return { ...outcome, duration: world.now() - began };
}
function leftAlone(profile, ready, why) {
    const fault = new lib_fault/* Fault */.vC({
        code: 'left-alone',
        what: `${profile.node}.${profile.profile} was not touched`,
        why,
    });
    const outcome = ready === undefined ? plannedOutcome(profile) : { ...reachedOutcome(profile, ready), after: ready.look };
    return { ...outcome, result: 'failed', fault };
}
/** What becomes of a profile whose host could not be reached. */
function notReached(profile, fault) {
    return { ...plannedOutcome(profile), result: (0,lib_outcome/* resultOfFault */.Hc)(fault), fault };
}
function reachedOutcome(profile, { host, look, hostKeyFingerprint }) {
    return {
        ...plannedOutcome(profile),
        host: `${host.login.user}@${host.login.host}`,
        before: look,
        hostKeyFingerprint,
    };
}
function plannedOutcome({ node, profile, storePath }) {
    return {
        node,
        profile,
        host: undefined,
        aim: 'deploy',
        result: 'planned',
        changed: 'no',
        wanted: storePath,
        before: undefined,
        after: undefined,
        newlyFailed: [],
        hostKeyFingerprint: undefined,
        notes: [],
        fault: undefined,
        duration: 0,
    };
}
/** The whole run as a value, whatever was thrown. */
async function asOutcome(world, body, aim = 'deploy') {
    const began = world.now();
    const duration = () => world.now() - began;
    try {
        const { nodes, planDigest } = await body();
        return {
            result: (0,lib_outcome/* worstOf */.hm)(nodes.map(({ result }) => result)),
            nodes: nodes.map((node) => ({ ...node, aim })),
            planDigest,
            fault: undefined,
            duration: duration(),
        };
    }
    catch (thrown) {
        const fault = (0,lib_fault/* faultOfRun */.Bf)(thrown, world.cancelled);
        return { result: (0,lib_outcome/* resultOfFault */.Hc)(fault), nodes: [], planDigest: undefined, fault, duration: duration() };
    }
}

// EXTERNAL MODULE: ./lib/host/look.js
var host_look = __webpack_require__(9207);
;// CONCATENATED MODULE: ./lib/stages/already-there.js

/**
 * Running system, profile and boot default are looked at. A boot default that can't be read decides nothing, but that it was never committed is known.
 * While a guard stands, nothing of the host is settled. `isSystem`: false for a profile that need not hold one.
 */
function whatLacks(path, look, { boot, test }, isSystem = true) {
    if (path === undefined || look.profile !== path || look.busy || (0,host_look/* isGuardStanding */.Wx)(look))
        return 'all';
    const toplevel = look.profileToplevel;
    if (toplevel === undefined)
        return isSystem ? 'all' : 'nothing';
    const runs = look.running === toplevel;
    const boots = look.bootDefault === undefined ? look.uncommitted?.profile !== path : look.bootDefault === toplevel;
    if ((boot || runs) && (test || boots))
        return 'nothing';
    return runs && !boot && !test ? 'the commit' : 'all';
}

// EXTERNAL MODULE: external "node:crypto"
var external_node_crypto_ = __webpack_require__(7598);
// EXTERNAL MODULE: ./lib/plain-text.js
var plain_text = __webpack_require__(6855);
;// CONCATENATED MODULE: ./lib/nix/trace.js
const FRAME_OF_OURS = /^\s*at «string»:\d+:\d+:/;
const CODE_LINE = /^\s*(?:\d+)?\|/;
/** Nix's trace without the frames of the expression that we evaluate the flake with: nobody can mend anything there. */
function withoutOurFrames(stderr) {
    const kept = [];
    let inFrame = false;
    for (const line of stderr.split('\n')) {
        if (FRAME_OF_OURS.test(line)) {
            inFrame = true;
            if (/^\s*… /.test(kept.at(-1) ?? ''))
                kept.pop();
        }
        else if (!inFrame || !CODE_LINE.test(line)) {
            inFrame = false;
            if (!/\(stack trace truncated; use '--show-trace'/.test(line))
                kept.push(line);
        }
    }
    return kept.join('\n');
}
/** The innermost error of a trace as one line: Nix prints it last. Undefined where there is none. */
function errorMessage(stderr) {
    const lines = stderr.split('\n');
    const at = lines.findLastIndex((line) => /^\s*error:/.test(line));
    if (at < 0)
        return undefined;
    const rest = lines.slice(at + 1);
    const end = rest.findIndex((line) => line.trim() === '' || /^\s*(?:at |… |note:|error)/.test(line));
    const message = [lines[at]?.replace(/^\s*error:/, ''), ...(end < 0 ? rest : rest.slice(0, end))]
        .map((line) => line?.trim())
        .filter(Boolean)
        .join(' ');
    return message === '' ? undefined : message.slice(0, 400);
}

;// CONCATENATED MODULE: ./lib/nix/nix-faults.js



/** First match wins: the more exact lines stand before the wrappers that Nix prints around them. */
const PATTERNS = [
    {
        seen: /could not find a flake\.nix file|path '([^']+)' does not contain a 'flake\.nix'|'flake\.nix' does not exist/,
        words: () => ({
            code: 'no-flake',
            what: 'there is no flake.nix where target points',
            fix: 'run actions/checkout before this step, or set working-directory or target to the folder that holds flake.nix',
        }),
    },
    {
        seen: /Path '([^']+)' in the repository .* is not tracked by Git|(?:getting status of|path) '\/nix\/store\/[^/]+-source\/([^']+)'(?:: No such file| does not exist)/,
        words: (match) => ({
            code: 'file-not-tracked',
            what: `the flake needs the file ${match[1] ?? match[2]}, which is not there or which git does not track`,
            why: 'a flake in a git repository sees only files that git tracks',
            fix: `git add ${match[1] ?? match[2]} and commit it, or check out submodules if it lies in one`,
        }),
    },
    {
        seen: /is not owned by current user|detected dubious ownership in repository at '([^']+)'/,
        words: () => ({
            code: 'checkout-of-another-user',
            what: 'git does not read the checkout, because it belongs to another user',
            why: 'a container job, or an earlier step with sudo, made it',
            fix: 'add a step before this one: run: git config --global --add safe.directory "$GITHUB_WORKSPACE"',
        }),
    },
    {
        seen: /requires lock file changes|cannot write modified lock file/,
        words: () => ({
            code: 'lock-file-stale',
            what: 'flake.lock does not fit flake.nix',
            why: 'only locked inputs are deployed, so that what was reviewed is what runs',
            fix: 'run `nix flake lock` and commit flake.lock',
        }),
    },
    {
        seen: /API rate limit exceeded/,
        words: () => ({
            code: 'github-rate-limit',
            what: 'GitHub refused to hand out a flake input: its rate limit for this address is used up',
            fix: 'leave github-token at its default, which is the token of the job',
        }),
    },
    {
        seen: /'nix-store --serve' protocol mismatch from '([^']+)'(?:, got '(.{0,60}))?/,
        words: (match) => ({
            code: 'login-shell-prints',
            what: `the login shell of ${match[1]} prints text where Nix expects its own${match[2] === undefined ? '' : `: ${(0,plain_text/* plainText */.d)(match[2])}`}`,
            why: 'what a start-up file (~/.bashrc, ~/.zshenv) prints comes before every program that ssh runs',
            fix: 'let it print only for a person: `case $- in *i*) ;; *) return ;; esac` as its first line',
        }),
    },
    {
        seen: /a '([^']+)' with features \{[^}]*\} is required to build '[^']*\/[0-9a-z]{32}-([^']+)'|Reason: platform mismatch/,
        words: (match) => ({
            code: 'foreign-system',
            what: match[1] === undefined
                ? 'this runner cannot build for the system of the node'
                : `this runner cannot build ${match[2]}: it needs ${match[1]}`,
            fix: 'run the job on a runner of that system (`runs-on: ubuntu-24.04-arm`), set remote-build: true, or name a remote builder in extra-nix-config',
        }),
    },
    {
        seen: /No space left on device/,
        words: (_, doing) => doing.endsWith('the host')
            ? {
                code: 'host-disk-full',
                what: "the host's disk behind /nix is full: the closure does not fit",
                fix: 'on the host: df -h /nix; nix-collect-garbage --delete-older-than 30d',
            }
            : {
                code: 'no-space',
                what: "a disk of the runner is full, most likely the one behind /nix or Nix's build folder",
                fix: 'remove what the job does not need, or take a runner with a bigger disk',
            },
    },
    {
        // as libcurl says it with OpenSSL, and with GnuTLS (Debian's Nix)
        seen: /SSL (?:peer )?certificate problem|SSL peer certificate .*was not OK|certificate verify failed|certificate signer not trusted|unable to get local issuer certificate/i,
        words: () => ({
            code: 'certificate-not-trusted',
            what: 'a server that Nix asked showed a certificate that this runner does not trust',
            fix: 'name the authority in NIX_SSL_CERT_FILE (or SSL_CERT_FILE) in the environment of the step, or correct the clock',
        }),
    },
    {
        seen: /unable to download '([^']+)'[^\n]*?(?:Could not resolve host|Couldn't resolve host)/,
        words: (match) => ({
            code: 'download-failed',
            what: `Nix cannot reach ${match[1]}`,
            fix: 'check the network of the runner, and HTTPS_PROXY if it needs a proxy',
        }),
    },
    {
        seen: /protocol mismatch/,
        words: () => ({
            code: 'login-shell-prints',
            what: 'the login shell on the host prints text of its own, and that breaks the copy',
            fix: 'let it be silent when nobody types: `[[ $- == *i* ]] || return` as the first line of the ~/.bashrc of the login user',
        }),
    },
    {
        seen: /lacks a (?:valid signature|signature by a trusted key)/,
        words: () => ({
            code: 'not-signed',
            what: 'the host refused the closure: it is not signed by a key the host trusts, and the login user may not add unsigned paths',
            fix: "sign the closure (LOCAL_KEY) and put the public key into the host's nix.settings.trusted-public-keys first, or log in as root",
        }),
    },
    {
        seen: /path '([^']+)' is required, but there is no substituter that can build it/,
        words: (match) => ({
            code: 'store-path-missing',
            what: `${match[1]} is not in the store of this runner, and no substituter has it`,
            fix: 'build it in this job, or name the cache that has it in extra-nix-config (substituters, trusted-public-keys)',
        }),
    },
    {
        seen: /builder for '\/nix\/store\/[0-9a-z]{32}-([^']+)\.drv' failed|Cannot build '\/nix\/store\/[0-9a-z]{32}-([^']+)\.drv'/,
        words: (match) => ({ code: 'build-failed', what: `${match[1] ?? match[2]} does not build` }),
    },
    {
        seen: /cannot connect to socket at '[^']*daemon-socket[^']*'/,
        words: () => ({
            code: 'nix-daemon-gone',
            what: 'the Nix daemon of this runner does not answer',
            fix: 'start it (`sudo systemctl restart nix-daemon`) before this step',
        }),
    },
];
/** Why a Nix command failed, told from what it printed; `log` are the failed builder's own last lines. */
function nixFault(doing, finished, log = []) {
    const stderr = withoutOurFrames(finished.stderr);
    const shown = log.length > 0 ? log : (0,plain_text/* lastLines */.w)(stderr);
    if (finished.notStarted !== undefined) {
        return new lib_fault/* Fault */.vC({
            code: 'nix-not-started',
            what: `nix could not be started while ${doing}`,
            why: finished.notStarted,
        });
    }
    const known = knownNixFault(stderr, doing, shown);
    if (known !== undefined)
        return known;
    const message = /^(?:evaluating|checking)/.test(doing) ? errorMessage(stderr) : undefined;
    if (message !== undefined) {
        const what = `the flake does not evaluate: ${(0,plain_text/* plainText */.d)(message)}`;
        return new lib_fault/* Fault */.vC({ code: 'evaluation-failed', what, lastLines: shown });
    }
    const how = finished.code === undefined ? `was ended by ${finished.signal}` : `ended with exit code ${finished.code}`;
    return new lib_fault/* Fault */.vC({ code: 'nix-failed', what: `nix ${how} while ${doing}`, lastLines: shown });
}
/** The fault that a text of Nix tells by itself, whoever started Nix; undefined when it is not known. */
function knownNixFault(said, doing, shown) {
    for (const { seen, words } of PATTERNS) {
        const match = seen.exec(said);
        if (match !== null)
            return new lib_fault/* Fault */.vC({ ...words(match, doing), lastLines: shown });
    }
    return undefined;
}

;// CONCATENATED MODULE: ./lib/nix/nix.js


/** Runs one Nix command; what it prints on standard output, or a Fault that tells the cause. `doing` completes "while …". */
async function runNix(nix, doing, args, more = {}) {
    const finished = await nix.start({
        program: 'nix',
        args,
        cwd: nix.cwd,
        env: { ...nix.env, ...more.env },
        ...(more.quiet === true ? {} : { onLine: nix.onLine }),
    });
    if (finished.code === 0)
        return finished.stdout;
    throw await faultOf(nix, doing, finished);
}
async function faultOf(nix, doing, finished) {
    const drv = /builder for '(\/nix\/store\/[^']+\.drv)' failed|Cannot build '(\/nix\/store\/[^']+\.drv)'/.exec(finished.stderr);
    const log = drv === null ? [] : await builderLog(nix, drv[1] ?? drv[2] ?? '');
    return nixFault(doing, finished, log);
}
/** The failed derivation's own last lines: what a reader needs, and Nix cuts. */
async function builderLog(nix, drv) {
    const log = await nix.start({
        program: 'nix',
        args: ['log', drv],
        cwd: nix.cwd,
        env: nix.env,
        timeout: 10_000,
    });
    return log.code === 0 ? (0,plain_text/* lastLines */.w)(log.stdout, 15) : [];
}

;// CONCATENATED MODULE: ./lib/nix/evaluate.js



/**
 * Evaluates the flake once. The function below is applied to all outputs (`FLAKE#.`), so nodes, their profiles and the
 * host names of their configurations come from the same evaluation; an attribute a flake doesn't have is no error. An old Nix evaluates `deploy` alone, and then the host names are not known. Without `wanted`: `cassie-box` if
 * the flake has it, else its only node.
 */
async function evaluateDeploy(nix, flake, wanted, depth) {
    const select = expression(wanted, depth);
    const args = [
        'eval',
        '--json',
        '--no-update-lock-file',
        ...(nix.isOld
            ? [`${flake}#deploy`, '--apply', `deploy: (${select}) { inherit deploy; }`]
            : [`${flake}#.`, '--apply', select]),
        ...nix.extraArgs,
    ];
    const json = JSON.parse(await runNix(nix, 'evaluating the flake', args));
    if (!isRecord(json) || !Array.isArray(json['names'])) {
        throw new lib_fault/* Fault */.vC({
            code: 'evaluation-unreadable',
            what: 'nix eval printed something else than the deploy output of the flake',
        });
    }
    return {
        hasDeploy: json['hasDeploy'] === true,
        names: json['names'].map((name) => (0,plain_text/* plainText */.d)(String(name))),
        settings: json['settings'],
        nodes: isRecord(json['nodes']) ? json['nodes'] : {},
    };
}
const GENERIC = [
    'sshUser',
    'user',
    'sshOpts',
    'sudo',
    'interactiveSudo',
    'fastConnection',
    'remoteBuild',
    'autoRollback',
    'magicRollback',
    'confirmTimeout',
    'activationTimeout',
    'tempPath',
    'groups',
];
/** `path` as deploy-rs reads it: a derivation, a string that stands for one (its context tells which), or a plain store path. */
function expression(wanted, depth) {
    return `outputs:
let
  wanted = [ ${wanted.map(nixString).join(' ')} ];
  whole = ${depth === 'whole'};
  deploy = outputs.deploy or { };
  nodes = deploy.nodes or { };
  names = builtins.attrNames nodes;
  chosen =
    if wanted != [ ] then builtins.filter (name: nodes ? \${name}) wanted
    else if nodes ? cassie-box then [ "cassie-box" ]
    else if builtins.length names == 1 then names
    else [ ];
  generic = builtins.intersectAttrs { ${GENERIC.map((key) => `${key} = null;`).join(' ')} };
  derivers = path:
    let context = builtins.getContext path;
    in builtins.filter (drv: (context.\${drv}.outputs or [ ]) == [ "out" ]) (builtins.attrNames context);
  readPath = path:
    if builtins.isAttrs path && path ? drvPath then { path = path.outPath; inherit (path) drvPath; }
    else let text = "\${path}"; found = derivers text; in
      { path = text; } // (if builtins.length found == 1 then { drvPath = builtins.head found; } else { });
  readProfile = profile: generic profile
    // (if profile ? profilePath then { inherit (profile) profilePath; } else { })
    // (if whole && profile ? path then readPath profile.path else { });
  readNode = name: let node = nodes.\${name}; in generic node // {
    hostname = node.hostname or null;
    hostName = if whole then outputs.nixosConfigurations.\${name}.config.networking.hostName or null else null;
    profilesOrder = node.profilesOrder or [ ];
    profiles = builtins.mapAttrs (_: readProfile) (node.profiles or { });
  };
in {
  hasDeploy = outputs ? deploy;
  inherit names;
  settings = generic deploy;
  nodes = builtins.listToAttrs (map (name: { inherit name; value = readNode name; }) chosen);
}`;
}
/** A Nix string literal: nothing in it can end it or be interpolated. Source: Nix manual, "String". */
function nixString(text) {
    return `"${text.replace(/["\\]/g, '\\$&').replace(/\$\{/g, '\\${').replace(/\n/g, '\\n').replace(/\r/g, '\\r').replace(/\t/g, '\\t')}"`;
}
function isRecord(value) {
    return typeof value === 'object' && value !== null && !Array.isArray(value);
}

// EXTERNAL MODULE: ./lib/nix/store-path.js
var store_path = __webpack_require__(1968);
;// CONCATENATED MODULE: ./lib/nix/build.js





/**
 * Builds all of `installables` (a `.drv`, or a path that is to be fetched) with one Nix command and gives each one's output, in order. A link in
 * `folder` keeps them from the garbage collector while the run goes on.
 */
async function buildAll(nix, installables, folder) {
    const args = [
        'build',
        '--json',
        '--print-build-logs',
        '--out-link',
        (0,external_node_path_.join)(folder, 'built'),
        ...installables.map((installable) => outputOfDerivation(nix, installable)),
        ...nix.extraArgs,
    ];
    const json = JSON.parse(await runNix(nix, 'building the profiles', args));
    const built = Array.isArray(json) ? json : [];
    return installables.map((installable) => {
        const path = (0,store_path/* parseStorePath */.G)(outputOf(built.find((entry) => stands(entry, installable))));
        if (path === undefined) {
            throw new lib_fault/* Fault */.vC({
                code: 'build-without-output',
                what: `nix build succeeded but names no output of ${installable}`,
            });
        }
        return path;
    });
}
/** What `nix build` is told to mean the output of a derivation. */
function outputOfDerivation({ isOld }, installable) {
    return installable.endsWith('.drv') && !isOld ? `${installable}^out` : installable;
}
/** Nix's JSON names a derivation by `drvPath`, a path it only fetched by the path itself. */
function stands(entry, installable) {
    if (typeof entry === 'string')
        return entry === installable;
    return isRecord(entry) && (entry['drvPath'] === installable || entry['path'] === installable);
}
function outputOf(entry) {
    if (typeof entry === 'string')
        return entry;
    if (!isRecord(entry))
        return undefined;
    const outputs = entry['outputs'];
    const path = isRecord(outputs) ? outputs['out'] : entry['path'];
    return typeof path === 'string' ? path : undefined;
}

;// CONCATENATED MODULE: ./lib/stages/build.js




/** One build for all profiles. What a host is to build itself is left to it. */
async function buildPlan(plan, nix, folder) {
    const here = plan.profiles.filter(({ settings }) => !settings.remoteBuild);
    const paths = here.length === 0
        ? []
        : await buildAll(nix, here.map(({ drvPath, path }) => drvPath ?? path), folder);
    const built = new Map(here.map((profile, at) => [profile, paths[at]]));
    const profiles = plan.profiles.map((profile) => ({
        ...profile,
        storePath: built.get(profile) ?? (0,store_path/* parseStorePath */.G)(profile.path),
    }));
    return { profiles, digest: digestOf(profiles) };
}
/** Over what would be activated, and nothing else: the same closures give the same digest on every machine. */
function digestOf(profiles) {
    const lines = profiles
        .map(({ node, profile, storePath, drvPath }) => JSON.stringify([node, profile, storePath ?? drvPath]))
        .toSorted();
    return `sha256:${(0,external_node_crypto_.createHash)('sha256').update(lines.join('\n')).digest('hex')}`;
}
async function checkFlake(nix, flake) {
    await runNix(nix, 'checking the flake', [
        'flake',
        'check',
        flake,
        '--no-update-lock-file',
        ...nix.extraArgs,
    ]);
}

;// CONCATENATED MODULE: ./lib/nix/version.js

const OLDEST = [2, 9];
/** The version of the `nix` on PATH, such as `2.26.3`. */
async function findNix(start) {
    const finished = await start({ program: 'nix', args: ['--version'], timeout: 20_000 });
    const version = /\d+\.\d+(?:\.\d+)?/.exec(finished.stdout)?.[0];
    if (finished.notStarted !== undefined || finished.code !== 0 || version === undefined) {
        throw new lib_fault/* Fault */.vC({
            code: 'nix-missing',
            what: 'nix is not on PATH',
            why: finished.notStarted ?? `\`nix --version\` ended with ${finished.code}`,
            fix: 'install Nix in a step before this one, for example with cachix/install-nix-action',
        });
    }
    if (!isAtLeast(version, OLDEST)) {
        throw new lib_fault/* Fault */.vC({
            code: 'nix-too-old',
            what: `Nix ${version} is too old`,
            why: 'deploy-rs 1.0.0 starts `nix build --print-out-paths`, which Nix 2.8 does not know (seen)',
            fix: `use Nix ${OLDEST.join('.')} or newer`,
        });
    }
    return version;
}
function isAtLeast(version, [major, minor]) {
    const [a = 0, b = 0] = version.split('.').map(Number);
    return a > major || (a === major && b >= minor);
}

;// CONCATENATED MODULE: ./lib/deploy-rs/version.js


/** Nix 2.33 changed the JSON that older ones read: they fail with a text that hides the cause (serokell/deploy-rs#355, mended by #359). */
const BREAKS_OLDER = [2, 33];
async function findDeployRs(start, nixVersion) {
    const finished = await start({ program: 'deploy', args: ['--version'], timeout: 20_000 });
    if (finished.notStarted !== undefined || finished.code !== 0) {
        throw new lib_fault/* Fault */.vC({
            code: 'deploy-rs-missing',
            what: 'deploy-rs is not on PATH',
            why: finished.notStarted ?? `\`deploy --version\` ended with ${finished.code}`,
            fix: 'add a step before this one: run: nix profile install github:serokell/deploy-rs',
        });
    }
    const version = /(\d+\.\d+(?:\.\d+)?)/.exec(finished.stdout)?.[1];
    if (version === undefined || !/deploy/.test(finished.stdout)) {
        throw new lib_fault/* Fault */.vC({
            code: 'deploy-rs-other',
            what: `the program \`deploy\` on PATH is not deploy-rs: it calls itself ${JSON.stringify(finished.stdout.trim().slice(0, 60))}`,
            fix: 'put deploy-rs before it on PATH',
        });
    }
    const isCurrent = isAtLeast(version, [1, 0]);
    if (!isCurrent && isAtLeast(nixVersion, BREAKS_OLDER)) {
        throw new lib_fault/* Fault */.vC({
            code: 'deploy-rs-too-old',
            what: `deploy-rs ${version} does not understand Nix ${nixVersion}`,
            why: 'Nix 2.33 changed the JSON of `nix derivation show` (serokell/deploy-rs#355)',
            fix: 'use deploy-rs 1.0.0 or newer',
        });
    }
    return { version, isCurrent };
}

// EXTERNAL MODULE: ./lib/world/private-folder.js
var private_folder = __webpack_require__(1812);
;// CONCATENATED MODULE: ./lib/nix/settings.js



/**
 * The settings our Nix children get, and no other process: what may be secret stands in a 0600 file of the private folder that is
 * named beside the user's own, the rest in NIX_CONFIG. Nothing of the user's is changed. Source: Nix manual, `nix.conf`.
 */
function nixEnvironment(options, { folder, environment, ownNix, githubHost, }) {
    const token = options.githubToken === undefined || githubHost === undefined
        ? ''
        : `extra-access-tokens = ${githubHost}=${options.githubToken}\n`;
    const ours = (0,private_folder/* writePrivate */.pb)((0,external_node_path_.join)(folder, 'nix.conf'), `${token}${ownNix.config}\n${options.extraConfig}\n`);
    return {
        NIX_CONFIG: 'extra-experimental-features = nix-command flakes\naccept-flake-config = false\n',
        NIX_USER_CONF_FILES: [ours, ...userFiles(environment, ownNix.userConfFiles)].join(':'),
    };
}
/** What Nix would read by itself, so that naming our file doesn't hide it. */
function userFiles(environment, named) {
    if (named !== '')
        return [named];
    const home = environment['XDG_CONFIG_HOME'] || (0,external_node_path_.join)(environment['HOME'] ?? (0,external_node_os_.homedir)(), '.config');
    const places = [home, ...(environment['XDG_CONFIG_DIRS'] || '/etc/xdg').split(':')];
    return places.map((place) => (0,external_node_path_.join)(place, 'nix', 'nix.conf'));
}

;// CONCATENATED MODULE: ./lib/stages/find-tools.js




/** Finds git, ssh for what reaches a host and deploy-rs for what it deploys; a pair that is known to fail is a fault before anything starts. */
async function findTools(request, nix, world) {
    const [deployRs, ssh] = await Promise.all([
        request.mode === 'deploy' ? findDeployRs(world.start, nix.version) : NOT_NEEDED,
        request.mode === 'plan' ? '' : findSsh(),
        needsGit(request) ? findGit() : undefined,
    ]);
    world.tell({ kind: 'detail', text: `Nix ${nix.version}, deploy-rs ${deployRs.version}` });
    return { deployRs, ssh };
}
/** Nix with the settings of this run. */
async function findFitNix(request, world) {
    // GitHub hides what comes from secrets; a token that another step made is ours to hide
    if (request.nix.githubToken !== undefined)
        world.tell({ kind: 'secret', text: request.nix.githubToken });
    const version = await findNix(world.start);
    return {
        start: world.start,
        env: nixEnvironment(request.nix, world),
        version,
        isOld: !isAtLeast(version, [2, 15]),
        extraArgs: request.nix.extraArgs,
        cwd: request.workingDirectory,
        onLine: (text) => world.tell({ kind: 'line', from: 'program', text }),
    };
}
const NOT_NEEDED = { version: 'not needed', isCurrent: true };
/** Where the real ssh is. */
async function findSsh() {
    const ssh = await which('ssh');
    if (ssh !== '')
        return ssh;
    throw new lib_fault/* Fault */.vC({
        code: 'ssh-missing',
        what: 'ssh is not on PATH',
        fix: 'install the OpenSSH client on the runner; a NixOS runner service needs it in services.github-runners.NAME.extraPackages',
    });
}
/** Nix reads a flake in a folder, or one that git fetches, through the program git. */
function needsGit(request) {
    return /^(?:\.|\/|git)/.test(request.targets[0].flake);
}
async function findGit() {
    if ((await which('git')) !== '')
        return;
    throw new lib_fault/* Fault */.vC({
        code: 'git-missing',
        what: 'git is not on PATH, and Nix needs it to read the flake',
        fix: 'install git on the runner; a NixOS runner service needs it in services.github-runners.NAME.extraPackages',
    });
}
/** Where a program is on PATH; empty: nowhere. Loaded when needed, so that the bundle holds the library once. */
async function which(program) {
    const io = await __webpack_require__.e(/* import() */ 521).then(__webpack_require__.bind(__webpack_require__, 6521));
    return io.which(program, false);
}

// EXTERNAL MODULE: external "node:timers/promises"
var promises_ = __webpack_require__(8500);
// EXTERNAL MODULE: ./lib/world/process.js
var world_process = __webpack_require__(3149);
// EXTERNAL MODULE: ./lib/host/lock-words.js
var lock_words = __webpack_require__(8171);
// EXTERNAL MODULE: ./lib/host/over-ssh.js
var over_ssh = __webpack_require__(6921);
// EXTERNAL MODULE: ./lib/host/programs.js
var programs = __webpack_require__(5037);
;// CONCATENATED MODULE: ./lib/host/hold.js







/** The host lets go of a client that it has not heard of for a minute. Milliseconds. */
const BEAT = 15_000;
/** Takes the deploy lock over the shared connection. Throws `lock-busy`, `guard-no-right`, or why the session was not possible. */
async function holdHost(host, settings, world) {
    const mark = (0,over_ssh/* newMark */.e0)();
    const program = (0,programs/* hostProgram */.dW)(valuesOf(settings, mark), ['system', 'look', 'guard', 'hold'], 'hold');
    const session = (0,world_process/* startHeld */.sf)(world.environment, {
        program: host.client.program,
        args: [host.client.alias, (0,over_ssh/* rootShell */.Tr)(host, program)],
        env: host.client.sharing,
        stdin: program,
        timeout: (settings.wait + 63) * 1000,
    }, `${mark} held`);
    world.atEnd(session.close);
    world.cancelled.addEventListener('abort', session.close, { once: true });
    const answer = await session.answer;
    world.cancelled.removeEventListener('abort', session.close);
    const said = (0,programs/* readSaid */.ys)(answer.stdout, mark);
    if (!said.some(({ word }) => word === 'held')) {
        session.close();
        throw faultOfHold(said) ?? (0,over_ssh/* errandFault */.Vj)(host, answer);
    }
    return heldHost(session, mark, settings.guard.id);
}
function valuesOf({ question, owner, wait, tempPath, guard }, mark) {
    return {
        ...(0,host_look/* lookValues */.Os)(question, mark),
        owner,
        // a session of our own that has just been let go needs a moment to be gone
        wait: String(Math.max(wait, 3)),
        temp: tempPath ?? '',
        guard: guard.id,
        seconds: String(Math.ceil(guard.seconds)),
        watch: guard.watches ? 'yes' : 'no',
        live: guard.live ? 'yes' : 'no',
        make_room: guard.makesRoom ? 'yes' : 'no',
        new: question.watched ?? '',
        program: `${(0,programs/* hostText */.EN)('system')}\n${(0,programs/* hostText */.EN)('guard')}`.trimEnd(),
    };
}
function heldHost(session, mark, id) {
    const beat = setInterval(() => session.say('.'), BEAT);
    beat.unref();
    const order = (letter) => session.ask(letter, `${mark} done`);
    return {
        look: async () => {
            const output = await order('l');
            return { look: (0,host_look/* readLook */.sq)(output, mark) ?? lost(), said: (0,programs/* readSaid */.ys)(output, mark) };
        },
        forgetCanaries: async () => {
            await order('c');
        },
        arm: async () => {
            const said = (0,programs/* readSaid */.ys)(await order('a'), mark);
            if (said.some(({ word, text }) => word === 'armed' && text === id))
                return undefined;
            return cannotArm(said.find(({ word }) => word === 'cannot-arm')?.text);
        },
        finishEarlier: async () => {
            const said = (0,programs/* readSaid */.ys)(await order('f'), mark).findLast(({ word }) => word === 'guard');
            return host_look/* GUARD_STATES */.N8.find((state) => said?.text.startsWith(state));
        },
        orderBack: () => session.say('f'),
        disarm: async () => {
            await order('d');
        },
        stands: async () => (0,programs/* readSaid */.ys)(await order('g'), mark).some(({ word }) => word === 'stands'),
        release: () => {
            clearInterval(beat);
            session.close();
        },
    };
}
/** Why the deploy lock was not taken, in what the host said; undefined: it says nothing of that. */
function faultOfHold(said) {
    const cannot = said.find(({ word }) => word === 'cannot-hold');
    if (cannot !== undefined)
        return new lib_fault/* Fault */.vC({
            code: 'lock-not-taken',
            what: `the deploy lock could not be taken on the host: ${(0,plain_text/* plainText */.d)(cannot.text)}`,
            fix: 'on the host: df -h / /var; ls -ld /var/lib/cassie-deploy',
        });
    const busy = said.filter(({ word }) => word === 'busy').map(({ text }) => text);
    if (busy.length === 0)
        return undefined;
    return new lib_fault/* Fault */.vC({
        code: 'lock-busy',
        what: `another deploy is at work on this host: ${(0,lock_words/* wordOwner */.Kq)(busy)}`,
        fix: 'wait for it and run again, or set lock-wait to wait for it here; mode: lock with lock: break ends it',
        refused: true,
    });
}
function lost() {
    return new lib_fault/* Fault */.vC({
        code: 'lock-lost',
        what: 'the session that holds the deploy lock ended before the switch began',
        fix: 'run again',
    });
}
function cannotArm(why) {
    return new lib_fault/* Fault */.vC({
        code: 'guard-not-armed',
        what: 'no guard could be armed on the host, so nothing was switched',
        why: why === undefined ? 'the session on the host ended' : (0,plain_text/* plainText */.d)(why),
        fix: 'on the host: df -h / /var /nix /run; systemctl status; then run again, or set guard: off and lose the way back',
    });
}

;// CONCATENATED MODULE: ./lib/ssh/flake-ssh-opts.js
const SHORT = {
    p: 'port',
    l: 'user',
    i: 'identityfile',
    J: 'proxyjump',
    o: 'option',
    F: 'configfile',
};
/** Reads sshOpts as ssh would read its command line: `-p 2222`, `-p2222`, `-o Port=2222`, `-oPort=2222`, `-o "Port 2222"`. */
function readFlakeSshOpts(words) {
    const read = { ignored: [] };
    const ignored = [];
    for (let at = 0; at < words.length; at++) {
        const word = words[at] ?? '';
        const match = /^-([pliJoF])(.*)$/s.exec(word);
        if (match === null) {
            ignored.push(word);
            continue;
        }
        const value = match[2] !== undefined && match[2] !== '' ? match[2] : (words[++at] ?? '');
        const [name, text] = match[1] === 'o' ? splitOption(value) : [SHORT[match[1] ?? ''] ?? '', value];
        if (!take(read, name, text.trim()))
            ignored.push(match[1] === 'o' ? `-o ${value}` : `${word.slice(0, 2)} ${value}`);
    }
    return { ...read, ignored };
}
function splitOption(text) {
    const match = /^\s*(\w+)\s*(?:=|\s)\s*(.*)$/s.exec(text);
    return [(match?.[1] ?? '').toLowerCase(), match?.[2] ?? ''];
}
function take(read, name, value) {
    // a line of ssh_config ends at a newline: a value that holds one would write a line of its own
    if (value === '' || /[\u0000-\u001f\u007f]/.test(value))
        return false;
    if (name === 'port' && /^\d{1,5}$/.test(value))
        read.port = Number(value);
    else if (name === 'user')
        read.user = value;
    else if (name === 'hostname')
        read.hostName = value;
    else if (name === 'proxyjump')
        read.proxyJump = value;
    else if (name === 'proxycommand')
        read.proxyCommand = value;
    else if (name === 'identityfile')
        read.identityFile = value;
    else
        return false;
    return true;
}

;// CONCATENATED MODULE: ./lib/ssh/host-patterns.js

/** The name under which OpenSSH looks a host up: `host`, or `[host]:port` when the port is not 22 (sshd.8, "SSH_KNOWN_HOSTS FILE FORMAT"). */
function hostField(host, port) {
    const name = host.toLowerCase();
    return port === 22 ? name : `[${name}]:${port}`;
}
/** Does a known_hosts host field (patterns, or one hashed name) name `name`, as `hostField` writes it? */
function fieldNames(field, name) {
    return field.startsWith('|') ? hashNames(field, name) : patternsName(field.split(','), name);
}
/** `|1|salt|hash`: HMAC-SHA1 of the name, keyed with the salt. */
function hashNames(field, name) {
    const [, version, salt = '', hash] = field.split('|');
    return (version === '1' && (0,external_node_crypto_.createHmac)('sha1', Buffer.from(salt, 'base64')).update(name).digest('base64') === hash);
}
/** One negated match outweighs every other (ssh_config.5, PATTERNS). */
function patternsName(patterns, name) {
    const matches = (pattern) => wildcardMatches(pattern.toLowerCase(), name);
    if (patterns.some((pattern) => pattern.startsWith('!') && matches(pattern.slice(1))))
        return false;
    return patterns.some((pattern) => !pattern.startsWith('!') && matches(pattern));
}
/** `*` is any run of characters, `?` any one. Goes back to the last star only, so its time is bounded by the product of the lengths. */
function wildcardMatches(pattern, name) {
    let at = 0;
    let inPattern = 0;
    let star = -1;
    let resume = 0;
    while (at < name.length) {
        if (pattern[inPattern] === '*') {
            star = inPattern++;
            resume = at;
        }
        else if (inPattern < pattern.length &&
            (pattern[inPattern] === '?' || pattern[inPattern] === name[at])) {
            inPattern++;
            at++;
        }
        else if (star >= 0) {
            inPattern = star + 1;
            at = ++resume;
        }
        else
            return false;
    }
    return /^\**$/.test(pattern.slice(inPattern));
}

;// CONCATENATED MODULE: ./lib/ssh/wire.js

/** SSH's wire format (RFC 4251, section 5): every string is its length in four bytes, then its bytes. */
/** Reads `count` strings from `offset` on; undefined when the bytes end before that. */
function readStrings(bytes, count, offset = 0) {
    const fields = [];
    let at = offset;
    while (fields.length < count) {
        if (at + 4 > bytes.length)
            return undefined;
        const end = at + 4 + bytes.readUInt32BE(at);
        if (end > bytes.length)
            return undefined;
        fields.push(bytes.subarray(at + 4, end));
        at = end;
    }
    return { fields, end: at };
}
/** Joins strings as the wire has them. */
function writeStrings(...fields) {
    return Buffer.concat(fields.flatMap((field) => {
        const bytes = Buffer.from(field);
        const length = Buffer.alloc(4);
        length.writeUInt32BE(bytes.length);
        return [length, bytes];
    }));
}
/** The number of strings after the type name that a public key of each type has (RFC 4253, 5656, 8709; PROTOCOL.u2f). */
const PUBLIC_FIELDS = {
    'ssh-ed25519': 1,
    'ssh-rsa': 2,
    'ecdsa-sha2-nistp256': 2,
    'ecdsa-sha2-nistp384': 2,
    'ecdsa-sha2-nistp521': 2,
    'sk-ssh-ed25519@openssh.com': 2,
    'sk-ecdsa-sha2-nistp256@openssh.com': 3,
};
/** The key types that OpenSSH 10 accepts as a plain host key. */
const HOST_KEY_TYPES = Object.keys(PUBLIC_FIELDS);
/** The type that a whole, well-formed public key of a known type names itself. */
function typeOfPublicKey(blob) {
    const type = readStrings(blob, 1)?.fields[0]?.toString('latin1') ?? '';
    const count = Object.hasOwn(PUBLIC_FIELDS, type) ? PUBLIC_FIELDS[type] : undefined;
    if (count === undefined)
        return undefined;
    const rest = readStrings(blob, count + 1);
    const wellFormed = rest?.end === blob.length &&
        rest.fields.every((field) => field.length > 0) &&
        (type !== 'ssh-ed25519' || rest.fields[1]?.length === 32);
    return wellFormed ? type : undefined;
}
/** The fingerprint of a public key (base64 or bytes), as `ssh-keygen -lf` prints it. */
function fingerprintOf(keyBlob) {
    const bytes = typeof keyBlob === 'string' ? Buffer.from(keyBlob, 'base64') : keyBlob;
    return `SHA256:${(0,external_node_crypto_.createHash)('sha256').update(bytes).digest('base64').replace(/=+$/, '')}`;
}

;// CONCATENATED MODULE: ./lib/ssh/known-hosts.js




/** Reads known_hosts text (sshd.8, "SSH_KNOWN_HOSTS FILE FORMAT"). Total: what can't be read becomes a complaint. */
function parseKnownHosts(text) {
    const lines = [];
    const complaints = [];
    for (const [at, raw] of splitLines(text).entries()) {
        const content = raw.trim();
        if (content === '' || content.startsWith('#'))
            continue;
        const read = readLine(content, at + 1);
        if ('what' in read)
            complaints.push(read);
        else
            lines.push(read);
    }
    return { lines, complaints };
}
/**
 * The lines that OpenSSH would use for a host: those that name it with its port, and only when none does,
 * those that name it without (seen: ssh then checks "without port identifier"). Bare keys always count.
 */
function linesFor(known, host, port) {
    const naming = (name) => known.lines.filter(({ hosts }) => hosts !== undefined && fieldNames(hosts, name));
    const exact = naming(hostField(host, port));
    const named = exact.length > 0 || port === 22 ? exact : naming(hostField(host, 22));
    return [...named, ...known.lines.filter(({ hosts }) => hosts === undefined)];
}
/** The one line to paste for a host's key: `HOST ssh-ed25519 AAAA…`, `[HOST]:PORT …` when the port is not 22. */
function writeLine(host, port, key, marker) {
    return [...(marker === undefined ? [] : [marker]), hostField(host, port), key.type, key.blob].join(' ');
}
/** known_hosts text that holds just these keys for just this host. */
function writeKnownHosts(host, port, keys) {
    return [...new Set(keys.map((key) => `${writeLine(host, port, key, key.marker)}\n`))].join('');
}
/** A host key from its base64; undefined when it is not whole or of no known type. */
function readHostKey(blob) {
    if (!/^[A-Za-z0-9+/]+={0,2}$/.test(blob))
        return undefined;
    const bytes = Buffer.from(blob, 'base64');
    const type = typeOfPublicKey(bytes);
    return type === undefined
        ? undefined
        : { type, blob: bytes.toString('base64'), fingerprint: fingerprintOf(bytes) };
}
/** Line ends written out as `\n` are taken for line ends where there is no real one. */
function splitLines(text) {
    const clean = text.replaceAll('\ufeff', '');
    return /[\r\n]/.test(clean.trim()) ? clean.split(/\r\n|\r|\n/) : clean.split('\\n');
}
const KEY_TYPE = /^(?:ssh|ecdsa|sk-ssh|sk-ecdsa)-[\w@.-]+$/;
const FIX_LINE = 'the line must read `HOST ssh-ed25519 AAAA…`; the host has its part of it in /etc/ssh/ssh_host_ed25519_key.pub';
function readLine(content, line) {
    const words = content.split(/\s+/);
    const fingerprint = words.find((word) => /^(?:SHA256|MD5):/.test(word));
    if (fingerprint !== undefined && !words.some((word) => word.startsWith('AAAA'))) {
        return {
            line,
            what: 'is a fingerprint, not a known_hosts line',
            fix: 'give a fingerprint as `ssh-host-fingerprint`',
        };
    }
    const marker = words[0]?.startsWith('@') === true ? words.shift() : undefined;
    if (marker !== undefined && marker !== '@cert-authority' && marker !== '@revoked') {
        return {
            line,
            what: 'starts with an unknown marker',
            fix: 'known markers are @cert-authority and @revoked',
        };
    }
    const hosts = KEY_TYPE.test(words[0] ?? '') ? undefined : words.shift();
    if (hosts === undefined && marker !== undefined) {
        return { line, what: `has ${marker} but names no host`, fix: `write: ${marker} HOST TYPE KEY` };
    }
    const [type = '', blob = '', ...comment] = words;
    return readKey(type, blob, comment, { line, marker, hosts });
}
function readKey(type, blob, comment, place) {
    const { line } = place;
    if (!KEY_TYPE.test(type))
        return { line, what: 'is no known_hosts line: it has no key type', fix: FIX_LINE };
    if (!HOST_KEY_TYPES.includes(type)) {
        return {
            line,
            what: 'has a key type that OpenSSH does not know (any more)',
            fix: "remove the line, or pin another of the host's keys",
        };
    }
    const key = readHostKey(blob);
    if (key === undefined || key.type !== type) {
        return { line, what: `has a ${type} key that is damaged or cut short`, fix: FIX_LINE };
    }
    if (comment.some((word, at) => HOST_KEY_TYPES.includes(word) && comment[at + 1]?.startsWith('AAAA') === true)) {
        return { line, what: 'holds several lines joined into one', fix: 'put each on a line of its own' };
    }
    return hashIsWhole(place.hosts)
        ? { ...key, ...place }
        : { line, what: 'has a hashed host name that is damaged', fix: FIX_LINE };
}
function hashIsWhole(hosts) {
    return (hosts === undefined || !hosts.startsWith('|') || /^\|1\|[A-Za-z0-9+/]+=*\|[A-Za-z0-9+/]{27}=$/.test(hosts));
}

;// CONCATENATED MODULE: ./lib/ssh/host-key-faults.js


/** None of the keys the host holds is one that was vouched for: changed, or (calmer) of types that no pin speaks of. */
function keyChanged(place, by, known, fingerprints, offered) {
    const [first] = offered;
    if (first === undefined)
        return keysUnseen(place);
    const sameType = offered.find((key) => known.some(({ type }) => type === key.type));
    const expected = [...known.map(describe), ...fingerprints];
    const why = `${by}: ${expected.join(', ')}; the host offers: ${offered.map(describe).join(', ')}`;
    const name = hostField(place.host, place.port);
    const otherType = sameType === undefined && fingerprints.length === 0;
    const what = otherType
        ? `${name} offers no host key of a type that is ${by}`
        : `the host key of ${name} changed: it is not the one that is ${by}; our key was not offered`;
    const fix = replacePin(place, sameType ?? first);
    return new lib_fault/* Fault */.vC({
        code: otherType ? 'host-key-type-missing' : 'host-key-changed',
        what,
        why,
        fix,
        refused: true,
    });
}
function keyRevoked(place, key) {
    return new lib_fault/* Fault */.vC({
        code: 'host-key-revoked',
        what: `${hostField(place.host, place.port)} offers a host key that ${place.inputs.knownHosts} revokes: ${describe(key)}`,
        fix: `make a new host key on the host, and give its line as ${place.inputs.knownHosts}; never remove the @revoked line`,
        refused: true,
    });
}
/** Only an authority vouches, and ssh saw no certificate of it. */
function keyNotCertified({ host, port, inputs }) {
    return new lib_fault/* Fault */.vC({
        code: 'host-key-not-certified',
        what: `${hostField(host, port)} shows no host certificate by the @cert-authority of ${inputs.knownHosts}; our key was not offered`,
        fix: [
            'where the authority is, sign the key that the host really has:',
            `ssh-keygen -s AUTHORITY -I ${host} -h -n ${host} ssh_host_ed25519_key.pub`,
            'and name the result on the host: HostCertificate /etc/ssh/ssh_host_ed25519_key-cert.pub',
        ].join('\n'),
        refused: true,
    });
}
/** No pin under `host-key-policy: strict`. */
function keyNotPinned(place, seen, otherPins) {
    const { host, port, inputs } = place;
    const steps = seen === undefined
        ? [
            `read the key on the host's console: cat ${publicKeyFile('ssh-ed25519')}`,
            `and give it as ${inputs.knownHosts}, with the host's name in front: ${hostField(host, port)} ssh-ed25519 AAAA…`,
        ]
        : [
            ...host_key_faults_confirm(seen),
            `if it prints ${seen.fingerprint}, give this line as ${inputs.knownHosts}:`,
            writeLine(host, port, seen),
        ];
    return new lib_fault/* Fault */.vC({
        code: 'host-key-unknown',
        what: `the host key of ${hostField(host, port)} is not pinned, and host-key-policy is strict`,
        why: otherPins ? `${inputs.knownHosts} has lines, but none for this host` : undefined,
        fix: steps.join('\n'),
        refused: true,
    });
}
/** A decision needs the host's keys, and nothing could read them. */
function keysUnseen(place) {
    const { host, port, inputs } = place;
    return new lib_fault/* Fault */.vC({
        code: 'host-key-unseen',
        what: `the host keys of ${hostField(host, port)} could not be read, so none can be checked`,
        fix: `give the host's line as ${inputs.knownHosts} (${hostField(host, port)} ssh-ed25519 AAAA…): ssh then checks by itself`,
        refused: true,
    });
}
/** All lines that can't be used, in one fault. */
function faultOfComplaints(complaints, input) {
    const said = complaints.map(({ line, what }) => `line ${line} of ${input} ${what}`);
    const [only] = said;
    return new lib_fault/* Fault */.vC({
        code: 'known-hosts-unreadable',
        what: said.length === 1 && only !== undefined ? only : `${said.length} lines of ${input} can't be used`,
        why: said.length === 1 ? undefined : said.join('; '),
        fix: [...new Set(complaints.map(({ fix }) => fix))].join('\n'),
        refused: true,
    });
}
/** The word that OpenSSH prints for a key type: `ED25519`, `ECDSA`, `RSA`. */
function typeWord(type) {
    return type
        .replace(/^ssh-|@.*$/g, '')
        .replace(/-sha2-nistp\d+$/, '')
        .toUpperCase();
}
function describe(key) {
    return `${typeWord(key.type)} ${key.fingerprint}`;
}
function replacePin({ host, port, inputs }, key) {
    return [
        ...host_key_faults_confirm(key),
        `only if it prints ${key.fingerprint}, give this line as ${inputs.knownHosts}:`,
        writeLine(host, port, key),
    ].join('\n');
}
function host_key_faults_confirm(key) {
    return [`first confirm on the host's console: ssh-keygen -lf ${publicKeyFile(key.type)}`];
}
function publicKeyFile(type) {
    return `/etc/ssh/ssh_host_${typeWord(type).toLowerCase()}_key.pub`;
}

;// CONCATENATED MODULE: ./lib/ssh/host-key-warnings.js


function bareKeyWarning({ host, port, inputs }, key) {
    return `line ${key.line} of ${inputs.knownHosts} names no host; it is taken for ${host}. Better: ${writeLine(host, port, key)}`;
}
function notPinnedWarning(place, key, how, otherPins) {
    const { host, port, inputs } = place;
    if (key === undefined)
        return `the host key of ${host} is not pinned`;
    const others = otherPins ? ` (${inputs.knownHosts} has lines, but none for this host)` : '';
    return `the host key of ${host} is not pinned${others}: ${typeWord(key.type)} ${key.fingerprint}, ${how}. To pin it, give this line as ${inputs.knownHosts}: ${writeLine(host, port, key)}`;
}

;// CONCATENATED MODULE: ./lib/ssh/host-key.js



/**
 * Should the host be scanned before `decideTrust`? With known_hosts lines ssh checks by itself;
 * under `strict` without a pin a scan only serves to show the line to paste.
 */
function needsScan(question) {
    const { host, port, pins, remembered, policy } = question;
    if (pins.fingerprints.length > 0)
        return true;
    const vouches = (text) => linesFor(parseKnownHosts(text), host, port).some(isVouching);
    return !vouches(pins.knownHosts) && (policy === 'strict' || !vouches(remembered));
}
/**
 * Decides what ssh may trust: pin, then memory, then the scan. Throws a Fault (`host-key-changed`, `host-key-type-missing`,
 * `host-key-unknown`, `host-key-revoked`, `host-key-unseen`, `known-hosts-unreadable`); it never touches the network.
 * With `offered` only keys that the host holds are passed on, so ssh can't pick a pinned type whose key was changed.
 */
function decideTrust(question) {
    const place = placeOf(question);
    const pinned = parseKnownHosts(question.pins.knownHosts);
    if (pinned.complaints.length > 0)
        throw faultOfComplaints(pinned.complaints, place.inputs.knownHosts);
    const lines = linesFor(pinned, question.host, question.port);
    const fingerprints = question.pins.fingerprints.map((text) => text.trim().replace(/=+$/, ''));
    const offered = question.offered?.flatMap(({ blob }) => readHostKey(blob) ?? []);
    const view = { place, lines, revoked: lines.filter(({ marker }) => marker === '@revoked'), offered };
    if (lines.some(isVouching) || fingerprints.length > 0)
        return trustPins(view, fingerprints);
    if (question.policy === 'strict')
        throw keyNotPinned(place, bestOf(offered ?? []), pinned.lines.length > 0);
    const otherPins = pinned.lines.length > 0;
    const memory = linesFor(parseKnownHosts(question.remembered), question.host, question.port);
    const known = memory.filter(({ marker }) => marker === undefined);
    return known.length > 0 ? trustMemory(view, known, otherPins) : trustFirstContact(view, otherPins);
}
function trustPins(view, fingerprints) {
    const { place, lines, offered } = view;
    const keys = lines.filter(({ marker }) => marker === undefined);
    const authorities = lines.filter(({ marker }) => marker === '@cert-authority');
    const warnings = keys.filter(({ hosts }) => hosts === undefined).map((key) => bareKeyWarning(place, key));
    const held = offered?.filter((key) => isVouchedFor(key, keys, fingerprints) && !holds(view.revoked, key));
    if (held !== undefined && held.length > 0)
        return { ...trust(view, held, authorities), source: 'pin', warnings };
    if (offered !== undefined && authorities.length === 0) {
        refuseRevoked(view);
        throw keyChanged(place, 'pinned', keys, fingerprints, sorted(offered));
    }
    if (keys.length + authorities.length === 0)
        throw keysUnseen(place);
    return { ...trust(view, keys, authorities), source: 'pin', warnings, remember: undefined };
}
function trustMemory(view, known, otherPins) {
    const { place, offered } = view;
    const held = (offered ?? known).filter((key) => holds(known, key) && !holds(view.revoked, key));
    if (held.length === 0) {
        refuseRevoked(view);
        throw keyChanged(place, 'remembered', known, [], sorted(offered ?? []));
    }
    const how = 'it is the one an earlier run remembered';
    return {
        ...trust(view, held, []),
        source: 'remembered',
        warnings: [notPinnedWarning(place, bestOf(held), how, otherPins)],
        remember: undefined,
    };
}
function trustFirstContact(view, otherPins) {
    const { place } = view;
    const offered = sorted(view.offered ?? []);
    const [best] = offered;
    if (best === undefined)
        throw keysUnseen(place);
    refuseRevoked(view);
    return {
        ...trust(view, [best], []),
        source: 'first-contact',
        warnings: [notPinnedWarning(place, best, 'it was accepted at first contact', otherPins)],
        remember: writeKnownHosts(place.host, place.port, offered),
    };
}
/** Keys, authorities and revocations as known_hosts text for exactly this host, whatever patterns named it. */
function trust(view, keys, authorities) {
    const { host, port } = view.place;
    const order = sorted(keys);
    const plain = order.map(({ type, blob, fingerprint }) => ({ type, blob, fingerprint }));
    const certain = authorities.length === 0 && (view.offered !== undefined || keys.length === 1);
    return {
        knownHosts: writeKnownHosts(host, port, [...plain, ...authorities, ...view.revoked]),
        hostKeyAlgorithms: authorities.length > 0 ? undefined : algorithmsOf(order),
        fingerprint: certain ? order[0]?.fingerprint : undefined,
        remember: writeKnownHosts(host, port, plain),
    };
}
function refuseRevoked({ place, offered, revoked }) {
    const bad = offered?.find((key) => holds(revoked, key));
    if (bad !== undefined)
        throw keyRevoked(place, bad);
}
function isVouching({ marker }) {
    return marker !== '@revoked';
}
function isVouchedFor(key, keys, fingerprints) {
    return holds(keys, key) || fingerprints.includes(key.fingerprint);
}
function holds(keys, { blob }) {
    return keys.some((key) => key.blob === blob);
}
const PREFERRED = [
    'ssh-ed25519',
    'ecdsa-sha2-nistp256',
    'ecdsa-sha2-nistp384',
    'ecdsa-sha2-nistp521',
    'ssh-rsa',
];
function sorted(keys) {
    const rank = ({ type }) => (PREFERRED.includes(type) ? PREFERRED.indexOf(type) : PREFERRED.length);
    return [...keys].sort((one, other) => rank(one) - rank(other));
}
function bestOf(keys) {
    return sorted(keys)[0];
}
/** RSA keys sign with SHA-2 (RFC 8332); every other type is its own algorithm. */
function algorithmsOf(keys) {
    const names = keys.map(({ type }) => (type === 'ssh-rsa' ? 'rsa-sha2-512,rsa-sha2-256' : type));
    return [...new Set(names)].join(',');
}
function placeOf({ host, port, inputs }) {
    return {
        host,
        port,
        inputs: inputs ?? { knownHosts: 'ssh-known-hosts', fingerprint: 'ssh-host-fingerprint' },
    };
}

// EXTERNAL MODULE: external "node:fs/promises"
var external_node_fs_promises_ = __webpack_require__(1455);
;// CONCATENATED MODULE: ./lib/ssh/memory.js






const NOTHING = { knownHosts: '', warning: undefined };
const LONGEST_MEMORY = 64 * 1024;
/** Reads the remembered keys of a host. A damaged file, a link, or anything else that is no plain file is said, and is first contact. */
async function recallHostKeys(folder, host, port) {
    const file = memoryFile(folder, host, port);
    try {
        const text = await readPlainFile(folder, file);
        if (text === undefined)
            return NOTHING;
        const { lines, complaints } = parseKnownHosts(text);
        if (complaints.length === 0 && lines.length > 0)
            return { knownHosts: text, warning: undefined };
        return forgotten(file, 'it is damaged');
    }
    catch (error) {
        return forgotten(file, reasonOf(error));
    }
}
/** Keeps known_hosts text for a host: written aside, then renamed. Returns a warning when it could not be kept. */
async function rememberHostKeys(folder, host, port, knownHosts) {
    const file = memoryFile(folder, host, port);
    const draft = `${file}.${(0,external_node_crypto_.randomBytes)(8).toString('hex')}`;
    try {
        await (0,external_node_fs_promises_.mkdir)(folder, { recursive: true, mode: 0o700 });
        await refuseLink(folder);
        await writeNewFile(draft, knownHosts);
        await (0,external_node_fs_promises_.rename)(draft, file);
        return undefined;
    }
    catch (error) {
        await (0,external_node_fs_promises_.rm)(draft, { force: true }).catch(() => undefined);
        return `the host key of ${host} could not be remembered in ${folder}: ${reasonOf(error)}`;
    }
}
/** One file a host and port. Hashed, so that no name can leave the folder. */
function memoryFile(folder, host, port) {
    const name = (0,external_node_crypto_.createHash)('sha256').update(hostField(host, port)).digest('hex').slice(0, 32);
    return (0,external_node_path_.join)(folder, `${name}.known_hosts`);
}
async function readPlainFile(folder, file) {
    let handle;
    try {
        await refuseLink(folder);
        // NONBLOCK: opening a pipe that someone put there must not wait for its writer.
        handle = await (0,external_node_fs_promises_.open)(file, external_node_fs_.constants.O_RDONLY | external_node_fs_.constants.O_NOFOLLOW | external_node_fs_.constants.O_NONBLOCK);
    }
    catch (error) {
        if (codeOf(error) === 'ENOENT')
            return undefined;
        throw error;
    }
    try {
        const stat = await handle.stat();
        if (!stat.isFile() || stat.size > LONGEST_MEMORY)
            throw new Error('it is no plain, small file');
        return await handle.readFile('utf8');
    }
    finally {
        await handle.close();
    }
}
async function writeNewFile(file, text) {
    const handle = await (0,external_node_fs_promises_.open)(file, 'wx', 0o600);
    try {
        await handle.writeFile(text);
        await handle.sync();
    }
    finally {
        await handle.close();
    }
}
async function refuseLink(folder) {
    if (!(await (0,external_node_fs_promises_.lstat)(folder)).isDirectory())
        throw new Error('its folder is a link, or no folder');
}
function forgotten(file, reason) {
    return {
        knownHosts: '',
        warning: `remembered host keys in ${file} are not used (${reason}); this counts as first contact`,
    };
}
function codeOf(error) {
    return error instanceof Error && 'code' in error ? error.code : undefined;
}
function reasonOf(error) {
    if (codeOf(error) === 'ELOOP')
        return 'it is a link';
    return error instanceof Error ? error.message : String(error);
}

// EXTERNAL MODULE: external "node:net"
var external_node_net_ = __webpack_require__(7030);
// EXTERNAL MODULE: external "node:dns"
var external_node_dns_ = __webpack_require__(610);
;// CONCATENATED MODULE: ./lib/ssh/lookup.js

/** Node leaves out the addresses of a family that this machine has only on loopback (AI_ADDRCONFIG); ssh tries them all. */
const lookUpAsSsh = (host, options, answer) => (0,external_node_dns_.lookup)(host, { ...options, hints: 0 }, answer);

;// CONCATENATED MODULE: ./lib/ssh/ssh2.js
/** Loads the ssh2 library when it is first needed: the bundle keeps it in a chunk of its own. */
async function loadSsh2() {
    const { default: ssh2 } = await __webpack_require__.e(/* import() */ 972).then(__webpack_require__.t.bind(__webpack_require__, 972, 23));
    return ssh2;
}

;// CONCATENATED MODULE: ./lib/ssh/scan.js





/** What a host may sign with, a group a kind of key: one connection shows one key. */
const HOST_KEY_GROUPS = [
    ['ssh-ed25519'],
    ['ecdsa-sha2-nistp256', 'ecdsa-sha2-nistp384', 'ecdsa-sha2-nistp521'],
    ['rsa-sha2-512', 'rsa-sha2-256'],
];
/**
 * Sees every host key that a host offers, a connection a type, side by side. Tries no login, and never throws.
 * Scan a host once a run: since OpenSSH 9.8 each connection without a login costs its source a second (sshd_config.5,
 * PerSourcePenalties), and from fifteen on sshd turns away all that comes from there.
 */
async function scanHostKeys(request) {
    const deadline = AbortSignal.timeout(request.timeout);
    const glances = await Promise.all(HOST_KEY_GROUPS.map((algorithms) => glance(request, algorithms, deadline)));
    for (const [at, algorithms] of HOST_KEY_GROUPS.entries()) {
        if (isDropped(glances[at], glances))
            glances[at] = await glanceAgain(request, algorithms, deadline);
    }
    const failure = glances.find((result) => result.kind === 'failed');
    if (failure !== undefined)
        return failure;
    const keys = glances.flatMap((result) => (result.kind === 'seen' ? [result.key] : []));
    if (keys.length > 0)
        return { kind: 'seen', keys };
    return { kind: 'failed', reason: 'no-common-algorithm', detail: 'no host key of a known type' };
}
/** sshd may drop some of several connections at once (MaxStartups); they are worth another try, one by one. */
function isDropped(result, all) {
    if (result?.kind !== 'failed')
        return false;
    return (result.reason === 'turned-away' ||
        (result.reason === 'cut-off' && all.some(({ kind }) => kind === 'seen')));
}
async function glanceAgain(request, serverHostKey, deadline) {
    const stop = AbortSignal.any([request.signal, deadline]);
    let result = failed('turned-away', '');
    for (const pause of [100, 300, 900]) {
        // The pause ends early, without an error, when the time is up: the glance then says so.
        await (0,promises_.setTimeout)(pause, undefined, { signal: stop }).catch(() => undefined);
        result = await glance(request, serverHostKey, deadline);
        if (!isDropped(result, [result]))
            break;
    }
    return result;
}
/** One connection up to the host key, which ends it. */
async function glance({ host, port, signal }, serverHostKey, deadline) {
    const { Client } = await loadSsh2();
    const stop = AbortSignal.any([signal, deadline]);
    if (stop.aborted)
        return stopped(signal, false);
    const { promise, resolve } = Promise.withResolvers();
    const socket = (0,external_node_net_.connect)({ host, port, lookup: lookUpAsSsh, autoSelectFamilyAttemptTimeout: 2500 });
    const heard = listen(socket);
    const onStop = () => resolve(stopped(signal, !socket.connecting));
    stop.addEventListener('abort', onStop, { once: true });
    const client = new Client();
    client.on('error', (error) => resolve(readError(error, heard())));
    client.on('close', () => resolve(failed(reasonOfSilence(heard()), firstLine(heard()))));
    client.connect({
        sock: socket,
        username: 'host-key-scan',
        readyTimeout: 0,
        algorithms: { serverHostKey: [...serverHostKey] },
        hostVerifier: (blob) => {
            const key = readHostKey(blob.toString('base64'));
            resolve(key === undefined ? failed('not-ssh', 'a malformed host key') : { kind: 'seen', key });
            return false;
        },
    });
    const result = await promise;
    stop.removeEventListener('abort', onStop);
    socket.destroy();
    return result;
}
/** Keeps the first bytes that arrive, to tell SSH from anything else. */
function listen(socket) {
    let heard = '';
    socket.on('data', (bytes) => {
        if (heard.length < 256)
            heard += bytes.toString('latin1').slice(0, 256);
    });
    return () => heard;
}
const REASONS = {
    ECONNREFUSED: 'refused',
    ENOTFOUND: 'no-such-host',
    EAI_AGAIN: 'no-such-host',
    ENODATA: 'no-such-host',
    EHOSTUNREACH: 'unreachable',
    ENETUNREACH: 'unreachable',
    EADDRNOTAVAIL: 'unreachable',
    ETIMEDOUT: 'timed-out',
};
function readError(error, heard) {
    const code = 'code' in error ? String(error.code) : '';
    const reason = Object.hasOwn(REASONS, code) ? REASONS[code] : undefined;
    if (reason !== undefined)
        return failed(reason, code);
    if (error.message.includes('no matching host key format'))
        return { kind: 'not-offered' };
    if (error.message.includes('no matching '))
        return failed('no-common-algorithm', plain(error.message));
    return failed(reasonOfSilence(heard), firstLine(heard) || plain(error.message));
}
function reasonOfSilence(heard) {
    if (/^(?:Not allowed at this time|Exceeded MaxStartups)/.test(heard))
        return 'turned-away';
    return heard === '' || /^SSH-2\.0-|\nSSH-2\.0-/.test(heard) ? 'cut-off' : 'not-ssh';
}
function stopped(signal, connected) {
    if (signal.aborted)
        return failed('cancelled', 'cancelled');
    return failed(connected ? 'silent' : 'timed-out', 'no host key in time');
}
function failed(reason, detail) {
    return { kind: 'failed', reason, detail };
}
function firstLine(heard) {
    return plain(heard.trimStart().split(/[\r\n]/)[0] ?? '');
}
/** Text from the network: printable ASCII of one line, and little of it. */
function plain(text) {
    return text.replace(/[^\x20-\x7e]/g, '').slice(0, 100);
}

;// CONCATENATED MODULE: ./lib/ssh/scan-faults.js


/** The codes are those of a login that fails for the same reason: a reader need not know who of us noticed. */
const WORDS = {
    refused: {
        code: 'connection-refused',
        what: 'nothing listens there',
        fix: 'check ssh-port, and that sshd runs on the host',
    },
    'no-such-host': {
        code: 'host-name-unknown',
        what: 'the name cannot be resolved',
        fix: 'check ssh-host (or hostname in the flake); a private name (.ts.net, .local, .internal) needs its VPN to be up in an earlier step',
    },
    unreachable: {
        code: 'host-unreachable',
        what: 'no way leads there',
        fix: 'hosted runners have no IPv6 and no fixed address: use a VPN, a jump host or a self-hosted runner',
    },
    'timed-out': {
        code: 'host-unreachable',
        what: 'no answer in time',
        fix: 'check that the host is up and that its firewall lets this runner in; hosted runners have no fixed address: use a VPN, a jump host or a self-hosted runner',
    },
    silent: {
        code: 'host-silent',
        what: 'it accepts connections, but its sshd does not answer',
        fix: 'look at its console: usually such a host is out of memory or disk, or frozen',
    },
    'turned-away': {
        code: 'connection-cut',
        what: 'its sshd takes no more connections from this runner now',
        fix: 'wait a minute and run again; if it persists, look for MaxStartups, PerSourcePenalties and fail2ban on the host',
    },
    'cut-off': {
        code: 'connection-cut',
        what: 'the connection was cut without a word',
        fix: 'wait a minute and run again; if it persists, look at the journal of sshd on the host (MaxStartups, fail2ban)',
    },
    'not-ssh': {
        code: 'not-ssh',
        what: 'what answers there is not SSH',
        fix: 'correct ssh-port, or let the port be forwarded to sshd',
    },
    'no-common-algorithm': {
        code: 'no-common-algorithm',
        what: 'it speaks none of the algorithms that a scan knows',
        fix: 'pin the host with ssh-known-hosts: ssh then checks the key itself, with every algorithm it knows',
    },
    cancelled: { code: 'cancelled', what: 'the run was cancelled', fix: 'run it again when you are ready' },
};
function scanFault(reason, detail, host, port) {
    const { code, what, fix } = WORDS[reason];
    const said = reason === 'not-ssh' && detail !== '' ? ` (it said: ${detail})` : '';
    return new lib_fault/* Fault */.vC({
        code,
        what: `the host key of ${hostField(host, port)} could not be read: ${what}${said}`,
        fix,
    });
}

// EXTERNAL MODULE: ./lib/ssh/quote.js
var quote = __webpack_require__(8926);
;// CONCATENATED MODULE: ./lib/ssh/client.js




const JUMP_ALIAS = 'cassie-jump';
/**
 * Writes the configuration and the program. The program puts our trust options before what it is given, so nothing that Nix, deploy-rs or a
 * flake adds after the host can undo a pin. Connections are shared only where NIX_SSHOPTS is set: deploy-rs sets it for `nix copy` and for nothing else,
 * so an activation, its confirmation and our verification always open their own.
 */
function writeSshClient(settings, environment, realSsh) {
    const { folder, alias } = settings;
    (0,external_node_fs_.mkdirSync)((0,external_node_path_.join)(folder, 'bin'), { recursive: true, mode: 0o700 });
    const configFile = (0,external_node_path_.join)(folder, 'config');
    (0,private_folder/* writePrivate */.pb)((0,external_node_path_.join)(folder, 'known_hosts'), settings.host.knownHosts);
    if (settings.jump !== undefined)
        (0,private_folder/* writePrivate */.pb)((0,external_node_path_.join)(folder, 'jump_known_hosts'), settings.jump.knownHosts);
    (0,private_folder/* writePrivate */.pb)(configFile, configText(settings));
    const program = (0,private_folder/* writePrivate */.pb)((0,external_node_path_.join)(folder, 'bin', 'ssh'), programText(folder, realSsh), 0o700);
    const path = [(0,external_node_path_.join)(folder, 'bin'), environment['PATH'] ?? ''].join(external_node_path_.delimiter);
    const env = { PATH: path, ...askpass(folder, settings.passphrase) };
    return { alias, folder, configFile, realSsh, program, env, sharing: { ...env, NIX_SSHOPTS: '' } };
}
function programText(folder, realSsh) {
    const at = (name) => (0,quote/* shellWord */.r)((0,external_node_path_.join)(folder, name));
    const option = (name) => (0,quote/* shellWord */.r)(configPath((0,external_node_path_.join)(folder, name)));
    return `#!/bin/sh
# ssh as this run uses it: our configuration, our trust options first.
if [ "\${NIX_SSHOPTS+shared}" ]; then control=${option('c')}; else
  control=none
  # deploy-rs has copied and would activate: not before the gate is open (deploy-rs/gate.ts), and never once the run is gone
  if [ "\${CASSIE_GATE:-}" ] && [ ! -e "$CASSIE_GATE/open" ]; then
    printf '%s' "$*" >"$CASSIE_GATE/session.$$" && mv "$CASSIE_GATE/session.$$" "$CASSIE_GATE/waiting" || exit 255
    until [ -e "$CASSIE_GATE/open" ]; do
      kill -0 "$CASSIE_RUN" 2>/dev/null || exit 255
      sleep 0.05 2>/dev/null || sleep 1
    done
  fi
fi
exec ${(0,quote/* shellWord */.r)(realSsh)} -F ${at('config')} -o ControlPath="$control" -o ControlMaster="\${CASSIE_SSH_MASTER:-no}" -o StrictHostKeyChecking=yes \\
  -o UserKnownHostsFile=${option('known_hosts')} -o GlobalKnownHostsFile=/dev/null "$@"
`;
}
function configText(settings) {
    const { alias, host, jump, folder } = settings;
    const blocks = [block(alias, host, (0,external_node_path_.join)(folder, 'known_hosts'), settings)];
    if (jump !== undefined)
        blocks.push(block(JUMP_ALIAS, jump, (0,external_node_path_.join)(folder, 'jump_known_hosts'), settings));
    return `${blocks.join('\n')}\n${ownConfigText(settings)}${hopText(settings)}`;
}
/** For hops that are left to ssh: our key and the pins, wherever the user's own ssh_config says nothing else. */
function hopText({ folder, hopKnownHosts, keyFile }) {
    if (hopKnownHosts === undefined)
        return '';
    const file = (0,private_folder/* writePrivate */.pb)((0,external_node_path_.join)(folder, 'hop_known_hosts'), hopKnownHosts);
    const key = keyFile === undefined ? [] : [`IdentityFile ${configPath(keyFile)}`, 'IdentitiesOnly yes'];
    const lines = [
        ...key,
        'StrictHostKeyChecking yes',
        `UserKnownHostsFile ${configPath(file)}`,
        'BatchMode yes',
    ];
    return ['Match all', ...lines].map((line) => `${line}\n`).join('');
}
/** What the user said in ssh_config's own words; in ssh_config the first value wins, so it stands after ours. */
function ownConfigText({ config, useOwnConfig, }) {
    const added = config.trim() === '' ? [] : ['Match all', config.replaceAll('\r\n', '\n').trim()];
    const own = useOwnConfig ? ['Match all', 'Include ~/.ssh/config', 'Include /etc/ssh/ssh_config'] : [];
    return [...added, ...own].map((line) => `${line}\n`).join('');
}
function block(alias, endpoint, knownHosts, settings) {
    const jumps = settings.jump !== undefined && alias !== JUMP_ALIAS;
    const options = [
        ['HostName', endpoint.hostName.replaceAll('%', '%%')],
        ['Port', endpoint.port],
        ['User', endpoint.user],
        ['ProxyJump', jumps ? JUMP_ALIAS : endpoint.proxyJump],
        ['ProxyCommand', jumps ? undefined : endpoint.proxyCommand],
        ['IdentityFile', configPathOf(settings.keyFile ?? settings.identityFile)],
        ['IdentitiesOnly', settings.keyFile === undefined ? undefined : 'yes'],
        ['IdentityAgent', settings.keyFile === undefined ? undefined : 'none'],
        ['HostKeyAlgorithms', endpoint.hostKeyAlgorithms],
        ['StrictHostKeyChecking', 'yes'],
        ['UserKnownHostsFile', configPath(knownHosts)],
        ['GlobalKnownHostsFile', '/dev/null'],
        // a passphrase is asked through SSH_ASKPASS, which BatchMode forbids; without one nothing may ever be asked
        ['BatchMode', settings.passphrase === undefined ? 'yes' : 'no'],
        ['NumberOfPasswordPrompts', 1],
        ['PasswordAuthentication', 'no'],
        ['KbdInteractiveAuthentication', 'no'],
        ['UpdateHostKeys', 'no'],
        ['CheckHostIP', 'no'],
        ['VerifyHostKeyDNS', 'no'],
        ['ForwardAgent', 'no'],
        ['ForwardX11', 'no'],
        ['ConnectTimeout', 10],
        ['ServerAliveInterval', 10],
        ['ServerAliveCountMax', 6],
        ['LogLevel', 'ERROR'],
    ];
    const lines = options.flatMap(([name, value]) => (value === undefined ? [] : [`  ${name} ${value}`]));
    return `Host ${alias}\n${lines.join('\n')}`;
}
/** A path as a value of ssh_config, where white space ends a word and `%` begins a token. */
function configPath(path) {
    return `"${path.replaceAll('%', '%%')}"`;
}
function configPathOf(path) {
    return path === undefined ? undefined : configPath(path);
}
/** ssh and ssh-keygen ask for the passphrase by starting a program that prints it: it stands on no command line and in no environment. */
function askpass(folder, passphrase) {
    if (passphrase === undefined)
        return {};
    const secret = (0,private_folder/* writePrivate */.pb)((0,external_node_path_.join)(folder, 'passphrase'), passphrase);
    const program = (0,private_folder/* writePrivate */.pb)((0,external_node_path_.join)(folder, 'askpass'), `#!/bin/sh\nexec cat ${(0,quote/* shellWord */.r)(secret)}\n`, 0o700);
    return { SSH_ASKPASS: program, SSH_ASKPASS_REQUIRE: 'force', DISPLAY: ':0' };
}

// EXTERNAL MODULE: ./lib/ssh/ssh-faults.js
var ssh_faults = __webpack_require__(6820);
;// CONCATENATED MODULE: ./lib/ssh/scan-with-ssh.js








/**
 * ssh itself fetches the keys, through jump host or proxy, into an empty known_hosts, a connection a group of types as it negotiates only one. It offers
 * the host no key of ours (no authentication method is allowed), so it always ends with a refused login, and only the files count.
 */
async function scanWithSsh(client, login, milliseconds, world) {
    const glances = await Promise.all(HOST_KEY_GROUPS.map((algorithms, at) => scan_with_ssh_glance(client, { algorithms, at, milliseconds }, world)));
    world.cancelled.throwIfAborted();
    const keys = glances.flatMap((one) => one.keys);
    return keys.length > 0
        ? keys
        : detourFault(glances.map(({ stderr }) => stderr), login);
}
async function scan_with_ssh_glance(client, group, world) {
    const file = (0,external_node_path_.join)(client.folder, `scanned-${group.at}`);
    const options = [
        'StrictHostKeyChecking=accept-new',
        `UserKnownHostsFile=${configPath(file)}`,
        `HostKeyAlgorithms=${group.algorithms.join(',')}`,
        'PreferredAuthentications=none',
        'PubkeyAuthentication=no',
        'HashKnownHosts=no',
        'LogLevel=INFO', // says when it was the way that ended, not the host
    ];
    const { stderr } = await world.start({
        program: client.realSsh,
        args: ['-F', client.configFile, ...options.flatMap((option) => ['-o', option]), client.alias, 'true'],
        env: client.env,
        timeout: group.milliseconds,
    });
    return { keys: readKeys(file), stderr };
}
/** A host without a key of one group says only that; what stopped the others says more. */
function detourFault(said, login) {
    const stderr = said.find((text) => !text.includes('no matching host key type')) ?? said[0] ?? '';
    const known = (0,ssh_faults/* sshFault */.T)(stderr, login);
    if (known !== undefined)
        return known;
    return new lib_fault/* Fault */.vC({
        code: 'scan-detour-failed',
        what: 'the host key could not be read: ssh did not get as far as the host',
        lastLines: (0,plain_text/* lastLines */.w)(stderr, 4),
        fix: 'check the jump host or proxy command (that it lets this key in, and forwards TCP) and the address of the host; with its line in ssh-known-hosts no key is read beforehand',
    });
}
function readKeys(file) {
    try {
        return parseKnownHosts((0,external_node_fs_.readFileSync)(file, 'utf8')).lines.map(({ type, blob, fingerprint }) => ({
            type,
            blob,
            fingerprint,
        }));
    }
    catch {
        return []; // ssh wrote nothing: it saw no key
    }
}

;// CONCATENATED MODULE: ./lib/ssh/trust.js







function noAcquaintances() {
    return { scans: new Map(), warnings: new Set() };
}
/** Decides what ssh may trust before any key of ours is offered, scanning the host only where that is needed. */
async function establishTrust(place, met, world) {
    const question = await questionOf(place, met, world);
    const scanned = needsScan(question) ? await scanOnce(place, met, world) : undefined;
    const trust = decide(question, scanned);
    for (const text of trust.warnings)
        warnOnce(text, met, world);
    return trust;
}
/** ssh met a key that is not among the trusted ones and knows its fingerprint at most: a scan words what changed, and the line to paste. */
async function explainRefusal(refusal, place, met, world) {
    if (refusal.code.endsWith('host-key-certificate-invalid'))
        return undefined;
    const question = await questionOf(place, met, world);
    const scanned = await scanOnce(place, met, world);
    try {
        const { knownHosts } = decide(question, scanned);
        return knownHosts.includes('@cert-authority') ? keyNotCertified(placeOf(question)) : undefined;
    }
    catch (thrown) {
        return thrown instanceof lib_fault/* Fault */.vC && scanned !== thrown ? thrown : undefined;
    }
}
/** Kept only after a login, so that what a stranger showed is never remembered. */
async function rememberTrust(trust, host, port, world) {
    if (world.memoryFolder === undefined || trust.remember === undefined)
        return;
    const warning = await rememberHostKeys(world.memoryFolder, host, port, trust.remember);
    if (warning !== undefined)
        world.tell({ kind: 'warning', text: warning });
}
async function questionOf(place, met, world) {
    const memory = world.memoryFolder === undefined
        ? undefined
        : await recallHostKeys(world.memoryFolder, place.host, place.port);
    if (memory?.warning !== undefined)
        warnOnce(memory.warning, met, world);
    return { ...place, remembered: memory?.knownHosts ?? '' };
}
function warnOnce(text, { warnings }, world) {
    if (!warnings.has(text))
        world.tell({ kind: 'warning', text });
    warnings.add(text);
}
/** A scan that failed hides no decision that needs none: it is the fault only where the keys themselves are missing. */
function decide(question, scanned) {
    if (!(scanned instanceof lib_fault/* Fault */.vC))
        return decideTrust({ ...question, offered: scanned });
    try {
        return decideTrust({ ...question, offered: undefined });
    }
    catch (thrown) {
        throw thrown instanceof lib_fault/* Fault */.vC && thrown.code === 'host-key-unseen' ? scanned : thrown;
    }
}
/** As long as ssh itself tries to connect. */
const SCAN_TIME = 10_000;
function scanOnce(place, met, world) {
    const name = `${place.host} ${place.port}`;
    const scanned = met.scans.get(name) ?? scan(place, world);
    met.scans.set(name, scanned);
    return scanned;
}
async function scan({ host, port, isDirect, client, login }, world) {
    if (!isDirect)
        return scanWithSsh(client(), login, SCAN_TIME, world);
    const scanned = await scanHostKeys({ host, port, timeout: SCAN_TIME, signal: world.cancelled });
    if (scanned.kind === 'seen')
        return scanned.keys;
    world.cancelled.throwIfAborted();
    if (scanned.reason === 'no-common-algorithm')
        return scanWithSsh(client(), login, SCAN_TIME, world);
    return scanFault(scanned.reason, scanned.detail, host, port);
}

;// CONCATENATED MODULE: ./lib/ssh/address.js

/** An input wins over the flake's sshOpts, and they over its hostname and sshUser. */
function addressOf(ssh, opts, flake) {
    return {
        hostName: oneWord('hostname', ssh.host?.name ?? opts.hostName ?? flake.hostname),
        port: ssh.port ?? opts.port ?? 22,
        user: oneWord('sshUser', ssh.user ?? opts.user ?? flake.sshUser),
    };
}
/** A flake's text becomes a line of ssh_config, a word of ssh's command line and part of a store's URL, so nothing in it may mean more there. */
function oneWord(name, text) {
    if (!/^-|[\s\p{C}"'`\\$;&|<>(){}?#/]/u.test(text))
        return text;
    throw new lib_fault/* Fault */.vC({
        code: 'ssh-name-unfit',
        what: `the flake's ${name} ${JSON.stringify(text.slice(0, 80))} is not what ssh can log in with`,
        fix: `write a plain ${name === 'sshUser' ? 'user name' : 'host name or address'} in the flake's ${name}`,
        refused: true,
    });
}
/** The name ssh, Nix and deploy-rs are given: the host's own where it is plain, so that ssh-config's `Host` lines fit it. */
function aliasOf(hostName) {
    return /^[A-Za-z0-9][A-Za-z0-9.-]*$/.test(hostName) ? hostName : 'cassie-host';
}

;// CONCATENATED MODULE: ./lib/ssh/own-config.js



/**
 * Where the user's own configuration leads: ssh is asked (`ssh -G` only reads), so that pins, scan and messages speak of the host that ssh will go to. Its
 * HostKeyAlias is the name that pins are looked up by; a port is then no part of it (ssh_config.5).
 */
async function addressByOwnConfig(own, folder, realSsh, world) {
    const file = (0,private_folder/* writePrivate */.pb)((0,external_node_path_.join)(folder, 'own-config'), ownConfigText(own));
    const { stdout } = await world.start({
        program: realSsh,
        args: ['-G', '-F', file, own.alias],
        timeout: 10_000,
    });
    const said = (name) => new RegExp(`^${name} (.+)$`, 'm').exec(stdout)?.[1];
    const named = said('hostname');
    const hostName = named === undefined || named === own.alias ? own.address.hostName : named;
    const port = own.settledPort ?? Number(said('port') ?? own.address.port);
    const alias = said('hostkeyalias');
    const pinnedAs = alias === undefined ? { hostName, port } : { hostName: alias, port: 22 };
    return { hostName, port, user: own.address.user, pinnedAs };
}

;// CONCATENATED MODULE: ./lib/request/reading.js
function accept(value) {
    return { ok: true, value };
}
function refuse(why, fix) {
    return { ok: false, why, fix };
}
const LONGEST_SHOWN = 60;
const INVISIBLE = /[\p{C}\p{Zl}\p{Zp}]/gu;
/** A user's text in a sentence: quoted, made visible, and not shown when it is long or a key that stands in the wrong input. */
function show(text) {
    if (text.includes('PRIVATE KEY') || text.includes('PuTTY-User-Key'))
        return 'a private key';
    if (text.length > LONGEST_SHOWN)
        return `a text of ${text.length} characters`;
    return `"${text.replace(INVISIBLE, codePoint)}"`;
}
function codePoint(character) {
    if (character === '\n')
        return '\\n';
    if (character === '\r')
        return '\\r';
    if (character === '\t')
        return '\\t';
    return `\\u{${(character.codePointAt(0) ?? 0).toString(16)}}`;
}

;// CONCATENATED MODULE: ./lib/request/ssh-login.js

/** A user name of a Unix system. */
function parseUser(text) {
    return /^[A-Za-z0-9_][A-Za-z0-9_.-]{0,62}$/.test(text)
        ? accept(text)
        : refuse(`${show(text)} is not a user name`, 'write letters, digits, _ . or -, such as root or deploy');
}
/** A TCP port, 1 to 65535. */
function parsePort(text) {
    const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
    return port >= 1 && port <= 65_535
        ? accept(port)
        : refuse(`${show(text)} is not a port`, 'write a number from 1 to 65535; most hosts listen on 22');
}

;// CONCATENATED MODULE: ./lib/request/ssh-host.js



const FORMS = 'write a name, an IPv4 or an IPv6 address; user@host and host:port work too';
const USE_KEY = 'set ssh-private-key, and write user@host here';
/**
 * A host as people write it: `web`, `192.0.2.7`, `2001:db8::7`, `[2001:db8::7]:22`, `deploy@web:22`, `ssh://deploy@web:22`.
 * Bare colons are an IPv6 address if they can be one (`::1`), never a port.
 */
function parseSshHost(text) {
    const unfit = UNFIT.find(({ is }) => is.test(text));
    if (unfit !== undefined)
        return refuse(unfit.why.replace('TEXT', () => show(text)), unfit.fix ?? FORMS);
    const url = /^ssh:\/\/([^/]*)\/?$/i.exec(text)?.[1];
    const login = url ?? text;
    const at = login.lastIndexOf('@');
    if (at < 0)
        return parseAddress(login, undefined, url !== undefined);
    const user = parseUser(login.slice(0, at));
    return user.ok ? parseAddress(login.slice(at + 1), user.value, url !== undefined) : user;
}
/** The first that matches is said. A password comes before what would show the text. */
const UNFIT = [
    { is: /^$/, why: 'it is empty' },
    { is: /^.{400}/s, why: 'TEXT is too long for a host' },
    {
        is: /^(?:[a-z+]+:\/\/|(?![a-z+]+:\/\/))[^@]*:.*@/is,
        why: 'it has a password before the @',
        fix: USE_KEY,
    },
    { is: /^-/, why: 'TEXT begins with - and would be an option of ssh' },
    { is: /[\p{C}\s]/u, why: 'TEXT has white space or a control character inside' },
    { is: /,/, why: 'TEXT names several hosts', fix: 'write one; several hosts are nodes of the flake' },
    { is: /^(?!ssh:)[a-z+]+:\/\//i, why: 'TEXT is not an address for ssh' },
    { is: /^ssh:\/\/[^/]*\/./i, why: 'TEXT has a path' },
    { is: /[^\p{L}\p{N}._:@/[\]%-]/u, why: 'TEXT has a character that no host name has' },
];
function parseAddress(text, user, isUrl) {
    if (text.startsWith('['))
        return parseBracketed(text, user, isUrl);
    if ((0,external_node_net_.isIPv6)(text))
        return ipv6(text, user, undefined);
    const [name = '', port, ...more] = text.split(':');
    if (more.length > 0) {
        const split = /^(.*):(\d+)$/.exec(text);
        const fix = split !== null && (0,external_node_net_.isIPv6)(split[1] ?? '') ? `write [${split[1]}]:${split[2]}` : FORMS;
        return refuse(`${show(text)} is neither an IPv6 address nor host:port`, fix);
    }
    return withPort(parseName(name), user, port);
}
/** `[v6]` or `[v6]:port`; in a URL a zone is written `%25eth0` (RFC 6874). */
function parseBracketed(text, user, isUrl) {
    const found = /^\[([^[\]]*)\](?::(.*))?$/.exec(text);
    const inside = found?.[1];
    const address = isUrl ? inside?.replace('%25', '%') : inside;
    if (address === undefined || !(0,external_node_net_.isIPv6)(address)) {
        return refuse(`${show(text)} has brackets around no IPv6 address`, 'write [2001:db8::7]:22, or host:port');
    }
    return ipv6(address, user, found?.[2]);
}
function ipv6(address, user, port) {
    const zone = /%(.*)$/.exec(address)?.[1];
    if (zone !== undefined && !/^[A-Za-z0-9][A-Za-z0-9._-]{0,31}$/.test(zone)) {
        return refuse(`${show(address)} has a zone that is no interface`, 'write fe80::1%eth0');
    }
    return withPort(accept(address), user, port);
}
function withPort(name, user, text) {
    if (!name.ok)
        return name;
    if (text === undefined)
        return accept({ name: name.value, user, port: undefined });
    const port = parsePort(text);
    return port.ok ? accept({ name: name.value, user, port: port.value }) : port;
}
const LABEL = /^[A-Za-z0-9_](?:[A-Za-z0-9_-]{0,61}[A-Za-z0-9_])?$/;
function parseName(name) {
    if ((0,external_node_net_.isIPv4)(name))
        return accept(name);
    if (name === '')
        return refuse('the host is missing', FORMS);
    const labels = (name.endsWith('.') ? name.slice(0, -1) : name).split('.');
    // as browsers and getaddrinfo see it: a name that ends in a number is an address, and a wrong one here
    if (/^\d+$/.test(labels.at(-1) ?? ''))
        return refuse(`${show(name)} is not an IPv4 address`, 'write 192.0.2.7');
    if (/[^\u0000-\u007f]/.test(name)) {
        return refuse(`${show(name)} has letters that DNS does not know`, 'write the name as DNS has it (xn--…)');
    }
    const isName = name.length <= 253 && labels.every((label) => LABEL.test(label));
    return isName ? accept(name) : refuse(`${show(name)} is not a host name`, FORMS);
}

;// CONCATENATED MODULE: ./lib/stages/jump.js

const JUMP_INPUTS = {
    knownHosts: 'ssh-jump-known-hosts',
    fingerprint: 'ssh-jump-host-fingerprint',
};
const HOST_INPUTS = { knownHosts: 'ssh-known-hosts', fingerprint: 'ssh-host-fingerprint' };
/**
 * The input's jump host, else the flake's ProxyJump. The latter is left to ssh where it has several hops, or where the user's own configuration may
 * know its name. Without a user of its own it is logged in to as the host itself: the name of a runner's user is never the right one.
 */
function findJump(ssh, { proxyJump }, { user }) {
    const { jump } = ssh;
    if (jump !== undefined)
        return { address: jump_addressOf(jump, user), pins: jump.pins, inputs: JUMP_INPUTS };
    if (proxyJump === undefined || ssh.config !== '' || ssh.useOwnConfig)
        return undefined;
    const parsed = parseSshHost(proxyJump);
    if (!parsed.ok)
        return undefined;
    const pins = { knownHosts: namedLines(ssh.pins.knownHosts), fingerprints: [] };
    return { address: jump_addressOf(parsed.value, user), pins, inputs: HOST_INPUTS };
}
function jump_addressOf(jump, user) {
    return { hostName: jump.name, port: jump.port ?? 22, user: jump.user ?? user };
}
/** A key without a host in front of it is the host's own, not the jump host's. */
function namedLines(knownHosts) {
    return knownHosts
        .split(/\r\n|\r|\n/)
        .filter((line) => !/^\s*(?:ssh-|ecdsa-|sk-)/.test(line))
        .join('\n');
}

;// CONCATENATED MODULE: ./lib/stages/way-to-host.js









/** Everything that was said about where a host is, in one place: inputs, the flake, and the user's ssh_config. */
async function findAddress({ request, opts, folder, way }, flake, world) {
    const { ssh } = request;
    const address = addressOf(ssh, opts, flake);
    const alias = aliasOf(address.hostName);
    if (!hasOwnConfig(ssh))
        return { alias, address, pinnedAs: address };
    const own = {
        alias,
        address,
        settledPort: ssh.port ?? opts.port,
        config: ssh.config,
        useOwnConfig: ssh.useOwnConfig,
    };
    const { pinnedAs, ...found } = await addressByOwnConfig(own, folder, way.realSsh, world);
    return { alias, address: found, pinnedAs };
}
async function findTrustedWay(to, world) {
    const { request, opts, address, pinnedAs, way } = to;
    const jump = findJump(request.ssh, opts, address);
    const login = loginFacts(to, jump);
    const jumpPlace = jump === undefined ? undefined : placeOfJump(to, jump, login, world);
    const endpoint = jump === undefined || jumpPlace === undefined
        ? undefined
        : endpointOf(jump.address, await establishTrust(jumpPlace, way.met, world));
    const write = (trust) => writeSshClient(clientSettings(to, endpoint, trust), world.environment, way.realSsh);
    const place = {
        host: pinnedAs.hostName,
        port: pinnedAs.port,
        pins: request.ssh.pins,
        policy: request.ssh.policy,
        login,
        isDirect: jump === undefined && !hasProxy(opts) && !hasOwnConfig(request.ssh),
        client: () => write(undefined),
    };
    const explain = async (thrown) => {
        if (!(thrown instanceof lib_fault/* Fault */.vC))
            return thrown;
        const refused = refusedPlace(thrown, place, jumpPlace);
        const better = refused && (await explainRefusal(thrown, refused, way.met, world));
        return better ?? thrown;
    };
    try {
        const trust = await establishTrust(place, way.met, world);
        const host = { client: write(trust), login, becomeRoot: to.becomeRoot };
        return { host, trust, explain };
    }
    catch (thrown) {
        throw await explain(thrown);
    }
}
/** Whose key ssh refused. */
function refusedPlace({ code }, host, jump) {
    if (code.startsWith('jump-host-key-'))
        return jump;
    return code.startsWith('host-key-') ? host : undefined;
}
function loginFacts({ address, way }, jump) {
    return {
        user: address.user,
        host: address.hostName,
        port: address.port,
        keyFingerprint: way.key.fingerprint,
        publicLine: way.key.publicLine,
        agent: way.key.agent,
        jump: jump && { user: jump.address.user, host: jump.address.hostName, port: jump.address.port },
    };
}
/** A jump host has a pin of its own, and is trusted before anything goes through it. */
function placeOfJump(to, jump, login, world) {
    const { address, pins, inputs } = jump;
    const folder = (0,external_node_path_.join)(to.folder, 'jump');
    const host = { ...endpointOf(address, undefined), proxyJump: undefined, proxyCommand: undefined };
    return {
        host: address.hostName,
        port: address.port,
        pins,
        inputs,
        policy: to.request.ssh.policy,
        login,
        isDirect: true,
        client: () => {
            (0,external_node_fs_.mkdirSync)(folder, { recursive: true, mode: 0o700 });
            const settings = { ...clientSettings(to, undefined, undefined), folder, alias: JUMP_ALIAS, host };
            return writeSshClient(settings, world.environment, to.way.realSsh);
        },
    };
}
function endpointOf(address, trust) {
    return { ...address, knownHosts: trust?.knownHosts ?? '', hostKeyAlgorithms: trust?.hostKeyAlgorithms };
}
function clientSettings({ request, opts, alias, address, folder, way }, jump, trust) {
    return {
        folder,
        alias,
        host: {
            ...endpointOf(address, trust),
            proxyJump: opts.proxyJump,
            proxyCommand: opts.proxyCommand,
        },
        jump,
        hopKnownHosts: jump === undefined && opts.proxyJump !== undefined ? request.ssh.pins.knownHosts : undefined,
        keyFile: way.key.file,
        passphrase: way.key.passphrase,
        identityFile: existingFile(opts.identityFile),
        config: request.ssh.config,
        useOwnConfig: request.ssh.useOwnConfig,
    };
}
function hasProxy({ proxyCommand, proxyJump }) {
    return proxyCommand !== undefined || proxyJump !== undefined;
}
function hasOwnConfig({ config, useOwnConfig }) {
    return config !== '' || useOwnConfig;
}
/** A key file of a developer's laptop that the flake names is used where it exists. */
function existingFile(path) {
    const whole = path?.replace(/^~(?=\/)/, (0,external_node_os_.homedir)());
    return whole !== undefined && (0,external_node_fs_.existsSync)(whole) ? whole : undefined;
}

;// CONCATENATED MODULE: ./lib/stages/reach.js







/** All hosts side by side, while the build runs. One that can't be reached is a value here: the build goes on, and the others are told as well. */
function reachHosts(profiles, { request, world, tools }, key) {
    const way = { key, realSsh: tools.ssh, met: noAcquaintances() };
    return Promise.all(profiles.map((profile, at) => {
        const folder = (0,external_node_path_.join)(world.folder, `host-${at}`);
        return reachHost(profile, request, way, folder, world).catch((thrown) => (0,lib_fault/* faultOfRun */.Bf)(thrown, world.cancelled));
    }));
}
/** Settles the host's key, logs in and looks. Nothing on the host is changed. */
async function reachHost(planned, request, common, folder, world) {
    const opts = readFlakeSshOpts(planned.settings.sshOpts);
    if (opts.ignored.length > 0) {
        const text = `sshOpts of ${planned.node}: ${opts.ignored.join(', ')} not passed on; use the inputs or ssh-config`;
        world.tell({ kind: 'warning', text });
    }
    (0,external_node_fs_.mkdirSync)(folder, { recursive: true, mode: 0o700 });
    const becomeRoot = rootBy(planned.settings.sudo);
    const way = { request, opts, folder, way: common, becomeRoot };
    const flake = { hostname: planned.hostname, sshUser: planned.settings.sshUser };
    const where = await findAddress(way, flake, world);
    const { host, trust, explain } = await findTrustedWay({ ...way, ...where }, world);
    const profile = { path: planned.profilePath, user: planned.settings.user, name: planned.profile };
    const { look, hostKeyFingerprint } = await (0,over_ssh/* logIn */.E8)(host, { profile, watched: undefined, patience: 0 }, world).catch(async (thrown) => {
        throw await explain(thrown);
    });
    await rememberTrust(trust, where.pinnedAs.hostName, where.pinnedAs.port, world);
    const shown = hostKeyFingerprint ?? trust.fingerprint;
    return { host, look, seenAt: world.now(), profile, hostKeyFingerprint: shown, folder };
}
/** deploy-rs's `sudo` (`sudo -u` unless the flake or an input says another) for root, and without a question for a password. */
function rootBy(sudo = 'sudo -u') {
    const [program = '', ...words] = sudo.split(' ');
    return [program, ...(/(?:^|\/)(?:sudo|doas)$/.test(program) ? ['-n'] : []), ...words, 'root'].join(' ');
}
/** Two nodes of a flake with one address, or two names of one machine, would be switched over each other. A boot id tells clones with one machine id apart. */
function refuseOneMachineForMany(hosts) {
    const nodes = new Map();
    for (const { profile, ready } of hosts) {
        if (ready === undefined || ready instanceof lib_fault/* Fault */.vC)
            continue;
        const machine = `${ready.look.machineId} ${ready.look.bootId}`;
        const other = nodes.get(machine) ?? profile.node;
        nodes.set(machine, other);
        if (other === profile.node)
            continue;
        throw new lib_fault/* Fault */.vC({
            code: 'one-host-for-many',
            what: `the nodes ${other} and ${profile.node} lead to one and the same machine (${ready.host.login.host})`,
            why: "each would be put on it, one node's system over the other's",
            fix: 'correct the hostname of one of them in the flake, or select one node with target',
            refused: true,
        });
    }
}
/** Milliseconds after which a look says nothing of now: a long build or copy leaves time for anybody to change the host. */
const FRESH = 10_000;
/** The record a switch starts from: the first look, or after a long build or copy, or another profile's switch, a new one. */
async function recordHost(ready, world) {
    if (world.now() - ready.seenAt < FRESH)
        return ready;
    const look = await (0,over_ssh/* lookShared */.Rj)(ready.host, { profile: ready.profile, watched: undefined, patience: 0 }, world);
    if (look instanceof lib_fault/* Fault */.vC)
        throw look;
    sameMachine(ready.look, look);
    return { ...ready, look, seenAt: world.now() };
}
/** Throws when another machine answers now than before. */
function sameMachine(before, now) {
    if (now.machineId === before.machineId)
        return;
    throw new lib_fault/* Fault */.vC({
        code: 'other-machine',
        what: `another machine answers now (machine id ${now.machineId}, before ${before.machineId})`,
        fix: 'find out who has the address now (DHCP, a floating address, DNS) before you run again',
    });
}
/** Names under which an image runs before its own configuration named it. */
const UNNAMED = ['nixos', 'nixos-installer', 'nixos-minimal', 'localhost', ''];
/** deploy-rs puts one node's system on another's host without a word (seen): the configuration's host name is compared with the host's. */
function compareHostName(planned, look, allowMismatch, world) {
    const wanted = planned.hostName;
    if (planned.profile !== 'system' || wanted === look.hostName)
        return;
    if (wanted === undefined || wanted === '' || UNNAMED.includes(look.hostName)) {
        world.tell({
            kind: 'detail',
            text: `host name not compared: the configuration says ${wanted ?? 'nothing'}, the host ${look.hostName}`,
        });
        return;
    }
    const what = `the configuration is for ${wanted}, but the host calls itself ${look.hostName}`;
    if (allowMismatch) {
        world.tell({ kind: 'warning', text: what });
        return;
    }
    throw new lib_fault/* Fault */.vC({
        code: 'host-mismatch',
        what,
        fix: 'correct ssh-host or target; if the host is really to get a new name, set allow-host-mismatch: true for this run',
        refused: true,
    });
}

;// CONCATENATED MODULE: ./lib/stages/hold.js










/** Lock, record, arm. Throws while the host is as it was: frozen, busy, no right to arm, rolled back from. */
async function hold(ready, intent, request, world) {
    const settings = settingsOf(ready, intent, request, world);
    const host = await holdHost(ready.host, settings, world).catch((thrown) => (0,lib_fault/* asFault */.Ps)(thrown, 'no'));
    if (host instanceof lib_fault/* Fault */.vC)
        return holdWithoutLock(host, ready, intent, request, world);
    // until something is switched a cancel ends the session, and with it whatever is waited for
    world.cancelled.addEventListener('abort', host.release, { once: true });
    try {
        const { look, said } = await lookUnderLock(host, ready, request, world);
        hold_refuse(look, intent, request);
        tellOthers(said, world);
        world.cancelled.throwIfAborted();
        if (intent.deployRs !== undefined)
            await host.forgetCanaries();
        const guard = await armed(host, settings, intent, look, world);
        const canBeTested = said.some(({ word }) => word === 'testable');
        return heldWith(host, { ready: { ...ready, look, seenAt: world.now() }, guard, canBeTested }, settings, world);
    }
    catch (thrown) {
        host.release();
        throw thrown;
    }
    finally {
        world.cancelled.removeEventListener('abort', host.release);
    }
}
function heldWith(host, { ready, guard, canBeTested }, { guard: { seconds } }, world) {
    const held = {
        ready,
        guard,
        canBeTested,
        orderBack: host.orderBack,
        release: host.release,
        abandon: async () => {
            if (guard !== undefined)
                await host.disarm();
            host.release();
        },
        stillStands: async () => {
            world.cancelled.throwIfAborted();
            if (guard === undefined)
                return held;
            if (!(await host.stands()))
                throw lost();
            return { ...held, guard: { ...guard, fires: world.now() + seconds * 1000 } };
        },
    };
    return held;
}
function settingsOf({ profile }, { coming, isSystem, switchSeconds, deployRs }, request, world) {
    return {
        question: { profile, watched: coming, patience: 0 },
        owner: ownerLines(world),
        wait: request.lock.wait,
        tempPath: deployRs?.tempPath,
        guard: {
            id: (0,external_node_crypto_.randomBytes)(6).toString('hex'),
            seconds: (switchSeconds ?? 0) + request.verify.timeout + 30,
            watches: request.guard && isSystem && switchSeconds !== undefined && !request.engine.boot,
            live: !request.engine.boot,
            makesRoom: deployRs !== undefined && !request.engine.boot,
        },
    };
}
/** Who runs this, as a host keeps it: `key=value` lines. */
function ownerLines({ owner }) {
    return [`owner=${owner.name}`, `url=${owner.url ?? ''}`].map(plain_text/* plainText */.d).join('\n');
}
/** Without the rights of root there is neither lock nor guard: only where somebody said that this is wanted, or where no system is at stake. */
async function holdWithoutLock(fault, ready, intent, request, world) {
    const { isSystem, deployRs } = intent;
    if (deployRs === undefined)
        throw (0,over_ssh/* rootNeeded */.QZ)(fault, ready.host, 'what it runs can only be looked at (mode: generations)');
    if (fault.code !== 'guard-no-right' || (request.guard && isSystem))
        throw fault;
    const text = `${fault.what}: another deploy of this host is not kept out, and there is no way back but deploy-rs's own`;
    world.tell({ kind: 'warning', text });
    const recorded = await recordHost({ ...ready, seenAt: 0 }, world);
    hold_refuse(recorded.look, intent, request);
    const held = {
        ready: recorded,
        guard: undefined,
        canBeTested: undefined,
        orderBack: () => undefined,
        release: () => undefined,
        abandon: async () => undefined,
        stillStands: async () => held,
    };
    return held;
}
/** How often a host that somebody else is switching is looked at again. Milliseconds. */
const PAUSE = 1_000;
async function lookUnderLock(host, ready, request, world) {
    const until = world.now() + request.lock.wait * 1000;
    for (let finished = false;;) {
        const { look, said } = await host.look();
        if (look instanceof lib_fault/* Fault */.vC)
            throw look;
        sameMachine(ready.look, look);
        if (!finished && (0,host_look/* isGuardStanding */.Wx)(look)) {
            // whoever armed it does not hold the lock, so that run is gone
            const text = `an earlier run was cut off in its switch (guard ${look.guard?.id}): the system it started from is put back first`;
            world.tell({ kind: 'warning', text });
            const state = await host.finishEarlier();
            if (state !== 'back')
                world.tell({ kind: 'warning', text: wordUnfinished(state) });
            finished = true;
        }
        else if (!look.busy) {
            if (look.guard?.state === 'stuck')
                world.tell({ kind: 'warning', text: `an earlier run went wrong: ${wordUnfinished('stuck')}` });
            return { look, said };
        }
        else if (world.now() >= until)
            throw switchInProgress(said);
        else
            await (0,promises_.setTimeout)(PAUSE);
        world.cancelled.throwIfAborted();
    }
}
function wordUnfinished(state) {
    if (state === 'superseded')
        return 'that guard left the host alone: somebody has switched it to another system since';
    return 'that guard could not put back all of it (cat /var/lib/cassie-deploy/guard/*/log on the host); what runs now is recorded anew';
}
function switchInProgress(said) {
    const who = othersIn(said);
    return new lib_fault/* Fault */.vC({
        code: 'switch-in-progress',
        what: `the host is being switched by somebody else${who.length === 0 ? '' : `: ${who.join('; ')}`}`,
        fix: 'wait for it and run again, or set lock-wait to wait for it here',
        refused: true,
    });
}
function othersIn(said) {
    return said.filter(({ word }) => word === 'other').map(({ text }) => (0,plain_text/* plainText */.d)(text));
}
function tellOthers(said, world) {
    for (const other of othersIn(said))
        world.tell({ kind: 'warning', text: `this host may be switched by somebody else too: ${other}` });
}
function hold_refuse(look, { coming, isAutomatic }, { force }) {
    refuseFrozen(look.frozen);
    const paths = [coming, look.watchedToplevel].filter((path) => path !== undefined);
    const held = paths.find((path) => look.held.includes(path));
    if (!isAutomatic || force || coming === undefined || held === undefined)
        return;
    throw new lib_fault/* Fault */.vC({
        code: 'rolled-back-from',
        what: `${(0,store_path/* storePathName */.y)(coming)} was rolled back from on this host, so it is not deployed again by itself`,
        why: `it was left ${(0,lock_words/* wordRollback */.RU)(look, held)}`,
        fix: 'deploy something else (a fix, a revert), or this once more with force: true',
        refused: true,
    });
}
/** A host that somebody froze is changed by nobody. */
function refuseFrozen(frozen) {
    if (frozen === undefined)
        return;
    throw new lib_fault/* Fault */.vC({
        code: 'host-frozen',
        what: `this host is frozen${frozen.message === '' ? '' : `: ${frozen.message}`}`,
        why: `frozen ${(0,lock_words/* wordFrozen */.d9)(frozen)}`,
        fix: 'unfreeze it (mode: lock, lock: unfreeze) when that is over',
        refused: true,
    });
}
async function armed(host, { guard: { id, seconds, watches } }, { isSystem }, look, world) {
    const why = whyNoGuard(isSystem, look);
    if (why !== undefined) {
        world.tell({ kind: 'line', from: 'us', text: `no guard: ${why}` });
        return undefined;
    }
    const began = world.now();
    const fault = await host.arm();
    if (fault !== undefined)
        throw fault;
    if (watches) {
        const text = `guard ${id} is armed: unless the new system proves itself within ${Math.ceil(seconds)} s, the host puts back what runs now`;
        world.tell({ kind: 'line', from: 'us', text });
    }
    return { id, watches, fires: began + seconds * 1000 };
}
function whyNoGuard(isSystem, look) {
    if (!isSystem || look.watchedToplevel === undefined)
        return "it looks after NixOS systems that root activates; for this profile deploy-rs's own rollback is all there is";
    return look.running === undefined ? 'the host runs no system that one could go back to' : undefined;
}

;// CONCATENATED MODULE: ./lib/ssh/key-faults.js

/** The faults of a private key that is one, but can't be used. `refused`: nothing was started yet. */
function missingPassphrase(inputName) {
    return new lib_fault/* Fault */.vC({
        code: 'key-passphrase-missing',
        what: `${inputName} is encrypted, and no passphrase is given`,
        why: 'ssh would only say `Permission denied (publickey)`',
        fix: 'give the passphrase as `ssh-key-passphrase`, or store a key without one, made for this purpose: ssh-keygen -t ed25519 -N "" -f deploy-key',
        refused: true,
    });
}
function wrongPassphrase(inputName) {
    return new lib_fault/* Fault */.vC({
        code: 'key-passphrase-wrong',
        what: `the passphrase does not open ${inputName}`,
        fix: 'check it on your machine: `ssh-keygen -y -f FILE` asks for it and prints the public key; a secret keeps the line end of a file, so store it without one',
        refused: true,
    });
}
function cutShort(bytes, inputName) {
    return new lib_fault/* Fault */.vC({
        code: 'key-truncated',
        what: `${inputName} holds a private key that is damaged or cut short (${bytes} bytes inside its BEGIN and END lines)`,
        fix: STORE_AGAIN,
        refused: true,
    });
}
function damagedKey(inputName) {
    return new lib_fault/* Fault */.vC({
        code: 'key-damaged',
        what: `${inputName} holds a private key whose content is damaged: its parts do not fit each other`,
        fix: STORE_AGAIN,
        refused: true,
    });
}
/** `strange`: how many characters of the body are not base64. */
function strangeCharacters(strange, inputName) {
    return new lib_fault/* Fault */.vC({
        code: 'key-damaged',
        what: `${inputName} holds a private key with ${strange} characters between its BEGIN and END lines that do not belong there`,
        fix: STORE_AGAIN,
        refused: true,
    });
}
function severalKeys(count, inputName) {
    return new lib_fault/* Fault */.vC({
        code: 'key-more-than-one',
        what: `${inputName} holds ${count} different private keys`,
        fix: 'store one key a secret',
        refused: true,
    });
}
function unsupportedKey(inputName, holds, why) {
    return new lib_fault/* Fault */.vC({
        code: 'key-type-unsupported',
        what: `${inputName} holds ${holds}`,
        why,
        fix: 'make a key for this purpose: ssh-keygen -t ed25519 -N "" -f deploy-key',
        refused: true,
    });
}
const STORE_AGAIN = 'store the private key file again, whole; `ssh-keygen -y -f FILE` prints its public key when the file is good';

;// CONCATENATED MODULE: ./lib/ssh/key-secrets.js
/** Shorter pieces are no secret by themselves, and hiding them would garble a log. */
const SHORTEST_PIECE = 8;
const SHORTEST_PASSPHRASE = 4;
/** Every form in which a key could show up in a log: whole, line by line, flattened, as it was given and as it is used. */
function secretsOfKey(given, decoded, normalised, body, passphrase) {
    const wholes = [
        given,
        given.trim(),
        given.replace(/\s/g, ''),
        decoded.trim(),
        normalised,
        normalised.trim(),
        body,
    ];
    const pieces = [...wholes, ...[given, decoded, normalised].flatMap(linesOf)];
    const secrets = pieces.filter((piece) => withoutArmour(piece).length >= SHORTEST_PIECE);
    if (passphrase !== undefined && passphrase.length >= SHORTEST_PASSPHRASE)
        secrets.push(passphrase);
    return [...new Set(secrets)];
}
function linesOf(text) {
    return text.split(/\r\n|\r|\n|\\n/).flatMap((line) => [line, line.trim()]);
}
/** What is left of a line without the words that every key file has. */
function withoutArmour(piece) {
    return piece
        .replace(/-+(?:BEGIN|END) [A-Z0-9 ]+-+/g, '')
        .replace(/Proc-Type: ?4,ENCRYPTED/g, '')
        .trim();
}

;// CONCATENATED MODULE: ./lib/ssh/key-text.js
const BEGIN = /[-–—]{2,} ?BEGIN ([A-Z0-9 ]*?) ?[-–—]{2,}/;
const BLOCK = /([-–—]{2,}) ?BEGIN ([A-Z0-9 ]*?) ?([-–—]{2,})(.*?)([-–—]{2,}) ?END \2 ?([-–—]{2,})/gs;
const ZERO_WIDTH = /[\u200b-\u200d\u2060\ufeff]/g;
/** Undoes what terminals, vaults, YAML and shells do to a key on its way into a secret. Pure, and total: any text goes. */
function mendKeyText(given) {
    const mended = [];
    const text = mendWhole(given, mended);
    const matches = [...text.matchAll(BLOCK)];
    const blocks = matches.map((match) => readBlock(match, mended));
    if (blocks.length > 0 && text.replace(BLOCK, '').trim() !== '') {
        mended.push('had other text around the key; left out');
    }
    return { blocks, text, mended: [...new Set(mended)] };
}
/** What can be undone on the text as a whole, in the order in which things wrap each other. */
function mendWhole(given, mended) {
    let text = given;
    // Each wrapping may hide another (base64 of a quoted text with a BOM); three rounds are more than anyone does.
    for (let round = 0; round < 3; round++) {
        const before = text;
        text = withoutByteOrderMark(text, mended);
        text = withoutQuotes(text, mended);
        text = withRealLineEnds(text, mended);
        text = outOfBase64(text, mended);
        if (text === before)
            break;
    }
    return text;
}
function withoutByteOrderMark(text, mended) {
    const clean = text.replace(ZERO_WIDTH, '');
    if (clean !== text)
        mended.push('had a byte order mark or invisible characters; mended');
    return clean;
}
function withoutQuotes(text, mended) {
    const quoted = /^\s*(\\*["'`])(.*)\1\s*$/s.exec(text);
    if (quoted === null)
        return text;
    mended.push('was in quotes; mended');
    return quoted[2] ?? '';
}
function withRealLineEnds(text, mended) {
    let clean = text;
    if (clean.includes('\r')) {
        mended.push('had Windows line ends; mended');
        clean = clean.replace(/\r\n?/g, '\n');
    }
    if (/\\[rn]/.test(clean) && (BEGIN.test(clean) || /^[A-Za-z0-9+/=\s\\]+$/.test(clean))) {
        mended.push('had \\n written out instead of line ends; mended');
        clean = clean.replace(/(?:\\+[rn])+/g, '\n').replaceAll('\\/', '/');
    }
    return clean;
}
function outOfBase64(text, mended) {
    const decoded = decodeToKey(text) ?? decodeToKey(decodeBase64(text) ?? '');
    if (decoded === undefined)
        return text;
    mended.push('was base64-encoded as a whole; mended');
    return decoded;
}
function decodeToKey(text) {
    const decoded = decodeBase64(text);
    return decoded !== undefined && (BEGIN.test(decoded) || decoded.startsWith('PuTTY-User-Key-File'))
        ? decoded
        : undefined;
}
function decodeBase64(text) {
    const body = text.replace(/[\s"']/g, '');
    return body.length >= 16 && /^[A-Za-z0-9+/_-]+={0,2}$/.test(body)
        ? decodeText(Buffer.from(body, 'base64'))
        : undefined;
}
/** UTF-8, or the UTF-16 that PowerShell's `[Text.Encoding]::Unicode` makes. */
function decodeText(bytes) {
    return bytes.includes(0) ? bytes.toString('utf16le') : bytes.toString('utf8');
}
function readBlock(match, mended) {
    const label = match[2] ?? '';
    const inside = match[4] ?? '';
    const dashes = [match[1], match[3], match[5], match[6]];
    if (dashes.some((run) => run !== '-----') && !label.startsWith('SSH2')) {
        mended.push('had damaged dashes on its BEGIN or END line; mended');
    }
    noteLayout(inside, mended);
    const { headers, body } = splitHeaders(inside);
    return { label, headers, body: body.replace(/\s/g, '') };
}
function noteLayout(inside, mended) {
    const lines = inside.split('\n');
    if (lines.length < 3 || lines[0]?.trim() !== '' || lines.at(-1)?.trim() !== '') {
        mended.push('had its line ends turned into spaces or lost; mended');
    }
    else if (lines.slice(1).some((line) => /^\s+\S/.test(line))) {
        mended.push('had indented lines; mended');
    }
}
/** Proc-Type and DEK-Info (RFC 1421), also when the line ends between them are gone; the cipher tells how long the IV is. */
function splitHeaders(inside) {
    const found = /^\s*Proc-Type:\s*4,\s*ENCRYPTED\s*DEK-Info:\s*((?:AES-(?:128|192|256)-CBC),\s*[0-9A-F]{32}|(?:DES-EDE3-CBC|DES-CBC),\s*[0-9A-F]{16})/i.exec(inside);
    if (found === null)
        return { headers: [], body: inside };
    const dekInfo = (found[1] ?? '').replace(/\s/g, '');
    return {
        headers: ['Proc-Type: 4,ENCRYPTED', `DEK-Info: ${dekInfo}`],
        body: inside.slice(found[0].length),
    };
}
/** Writes a block as its own tools do: LF, 70 columns for OpenSSH's format and 64 for PEM, one final line end. */
function writeArmour({ label, headers, body }) {
    const columns = label === 'OPENSSH PRIVATE KEY' ? 70 : 64;
    const lines = body.match(new RegExp(`.{1,${columns}}`, 'g')) ?? [];
    const head = headers.length === 0 ? [] : [...headers, ''];
    return `${[`-----BEGIN ${label}-----`, ...head, ...lines, `-----END ${label}-----`].join('\n')}\n`;
}

;// CONCATENATED MODULE: ./lib/ssh/not-a-private-key.js

const STORE_THE_PRIVATE_FILE = 'store the private key file whole: the one without .pub, from its -----BEGIN line to its -----END line';
const not_a_private_key_KEY_TYPE = '(?:ssh-(?:rsa|dss|ed25519|ed448)|ecdsa-sha2-nistp\\d+|sk-(?:ssh|ecdsa)-[\\w-]+@openssh\\.com)';
const CERTIFICATE_TYPE = '(?:sk-)?(?:ssh|ecdsa)-[\\w-]+-cert-v0[01]@openssh\\.com';
/** The first shape that fits names the text. */
const LOOKALIKES = [
    {
        shape: /^\s*$/,
        code: 'key-empty',
        what: 'is empty',
        fix: "check the secret's name and the job's `environment:`; runs of fork pull requests and of Dependabot get no secrets",
    },
    {
        shape: /^PuTTY-User-Key-File/m,
        code: 'key-is-ppk',
        what: 'holds a PuTTY key (.ppk)',
        fix: 'convert it: puttygen key.ppk -O private-openssh -o key, and store the file `key`',
    },
    {
        shape: new RegExp(`^\\s*${CERTIFICATE_TYPE}\\s`),
        code: 'key-is-certificate',
        what: 'holds an OpenSSH certificate, not a private key',
        fix: STORE_THE_PRIVATE_FILE,
    },
    {
        shape: /BEGIN (?:TRUSTED |X509 |NEW )?CERTIFICATE/,
        code: 'key-is-certificate',
        what: 'holds a PEM certificate, not a private key',
        fix: STORE_THE_PRIVATE_FILE,
    },
    {
        shape: new RegExp(`^\\s*(?:(?:restrict|cert-authority|[\\w-]+=\\S|no-|pty|user-rc|port-|agent-|X11-).*\\s)?${not_a_private_key_KEY_TYPE}\\s+AAAA`),
        code: 'key-is-public',
        what: 'holds a public key',
        fix: STORE_THE_PRIVATE_FILE,
    },
    {
        shape: /BEGIN (?:SSH2 |RSA |EC )?PUBLIC KEY/,
        code: 'key-is-public',
        what: 'holds a public key',
        fix: STORE_THE_PRIVATE_FILE,
    },
    {
        shape: new RegExp(`^\\s*(?:@[a-z-]+\\s+)?\\S+\\s+(?:${CERTIFICATE_TYPE}|${not_a_private_key_KEY_TYPE})\\s+AAAA`),
        code: 'key-is-known-hosts',
        what: 'holds a known_hosts line: the key of a host, not yours',
        fix: `give that line as \`ssh-known-hosts\`, and here: ${STORE_THE_PRIVATE_FILE}`,
    },
    {
        shape: /^\s*(?:\d+\s+)?(?:SHA256:|MD5:)/,
        code: 'key-is-fingerprint',
        what: 'holds a fingerprint, not a private key',
        fix: STORE_THE_PRIVATE_FILE,
    },
    {
        shape: /BEGIN SSH2 ENCRYPTED PRIVATE KEY/,
        code: 'key-format-unsupported',
        what: 'holds a private key in the format of ssh.com, which OpenSSH cannot use',
        fix: 'convert it: ssh-keygen -i -f key > key.openssh, and store that file',
    },
    {
        shape: /AGE-SECRET-KEY-|BEGIN AGE ENCRYPTED|BEGIN PGP|ENC\[AES256_GCM/,
        code: 'key-not-a-key',
        what: 'holds an age, PGP or sops text, not an SSH private key',
        fix: STORE_THE_PRIVATE_FILE,
    },
    {
        shape: /^\s*(?:~|\.{0,2}\/|[A-Za-z]:\\)[^\n]*$/,
        code: 'key-is-path',
        what: 'holds the path of a file, not what is in the file',
        fix: STORE_THE_PRIVATE_FILE,
    },
    {
        shape: /^\s*(?:\$\{?[\w.{]|op:\/\/|vault:|\*+\s*$)/,
        code: 'key-not-a-key',
        what: 'holds a reference or a placeholder that nothing replaced',
        fix: 'pass the secret itself, by an expression with `secrets.SSH_PRIVATE_KEY`',
    },
];
/** Says what a text without a whole private key is. Never repeats any of the text. */
function faultOfText(text, inputName) {
    const known = LOOKALIKES.find(({ shape }) => shape.test(text));
    if (known !== undefined) {
        return new lib_fault/* Fault */.vC({ code: known.code, what: `${inputName} ${known.what}`, fix: known.fix, refused: true });
    }
    return faultOfFragment(text, inputName);
}
function faultOfFragment(text, inputName) {
    const begin = /BEGIN [A-Z0-9 ]*PRIVATE KEY/.test(text);
    const end = /END [A-Z0-9 ]*PRIVATE KEY/.test(text);
    const length = `${Buffer.byteLength(text)} bytes`;
    if (begin || end || isBodyOfKey(text)) {
        const missing = begin && end
            ? 'its BEGIN and END lines do not fit'
            : begin
                ? 'it has no END line'
                : end
                    ? 'it has no BEGIN line'
                    : 'it has neither BEGIN nor END line';
        return new lib_fault/* Fault */.vC({
            code: 'key-truncated',
            what: `${inputName} holds only a part of a private key: ${missing} (${length})`,
            fix: STORE_THE_PRIVATE_FILE,
            refused: true,
        });
    }
    return new lib_fault/* Fault */.vC({
        code: 'key-not-a-key',
        what: `${inputName} holds no private key: there is no -----BEGIN line in it (${length})`,
        fix: STORE_THE_PRIVATE_FILE,
        refused: true,
    });
}
/** Base64 that starts as OpenSSH's format ("openssh-key-v1") or as ASN.1 of a private key does. */
function isBodyOfKey(text) {
    return /^(?:b3BlbnNzaC1rZXktdj|MII[CEJ]|MHcCAQ|MIGHAgEA|MC4CAQAw)[A-Za-z0-9+/=\s]*$/.test(text.trim());
}

;// CONCATENATED MODULE: ./lib/ssh/openssh-key.js




const MAGIC = Buffer.from('openssh-key-v1\0');
/** Reads the outer layer; a fault when bytes are missing. */
function readOpensshKey(bytes, inputName) {
    const head = bytes.subarray(0, MAGIC.length).equals(MAGIC)
        ? readStrings(bytes, 3, MAGIC.length)
        : undefined;
    const count = head === undefined || head.end + 4 > bytes.length ? 0 : bytes.readUInt32BE(head.end);
    const keys = head === undefined ? undefined : readStrings(bytes, 2, head.end + 4);
    const [publicBlob, privatePart] = keys?.fields ?? [];
    if (head === undefined || publicBlob === undefined || privatePart === undefined || count !== 1) {
        throw cutShort(bytes.length, inputName);
    }
    const cipher = head.fields[0]?.toString('latin1') ?? '';
    return { publicBlob, encrypted: cipher !== 'none', cipher, privatePart };
}
/**
 * Opens the private part and proves that it fits the public one, by a signature.
 * False when the cipher is one that only OpenSSH itself can open: then nothing is proven.
 */
async function proveOpensshKey(text, key, passphrase, inputName) {
    if (key.cipher.startsWith('chacha20-'))
        return false;
    if (!key.encrypted && isEd25519(key.publicBlob)) {
        if (!fitsEd25519(key))
            throw damagedKey(inputName);
        return true;
    }
    const { utils } = await loadSsh2();
    const opened = utils.parseKey(text, key.encrypted ? passphrase : undefined);
    if (opened instanceof Error)
        throw key.encrypted ? wrongPassphrase(inputName) : damagedKey(inputName);
    const message = Buffer.from('cassie-deploy');
    let fits = false;
    try {
        const verified = opened.verify(message, opened.sign(message));
        fits = verified === true && opened.getPublicSSH().equals(key.publicBlob);
    }
    catch {
        // Numbers that are no key at all: OpenSSL refuses to sign with them.
    }
    if (!fits)
        throw damagedKey(inputName);
    return true;
}
function isEd25519(publicBlob) {
    return readStrings(publicBlob, 1)?.fields[0]?.toString('latin1') === 'ssh-ed25519';
}
/** The kind most people have needs no library: its public key is derived from the private one and compared. */
function fitsEd25519({ publicBlob, privatePart }) {
    const [, publicBytes, pair] = readStrings(privatePart, 3, 8)?.fields ?? [];
    const checks = [privatePart.subarray(0, 4), privatePart.subarray(4, 8)];
    if (publicBytes?.length !== 32 || pair?.length !== 64 || !checks[0].equals(checks[1]))
        return false;
    const [d, x] = [pair.subarray(0, 32).toString('base64url'), publicBytes.toString('base64url')];
    const derived = (0,external_node_crypto_.createPublicKey)((0,external_node_crypto_.createPrivateKey)({ key: { kty: 'OKP', crv: 'Ed25519', d, x }, format: 'jwk' }));
    const isPair = pair.subarray(32).equals(publicBytes) && publicBlob.subarray(-32).equals(publicBytes);
    return isPair && derived.export({ format: 'jwk' }).x === x;
}

;// CONCATENATED MODULE: ./lib/ssh/pem-key.js



const CURVES = {
    'P-256': 'nistp256',
    'P-384': 'nistp384',
    'P-521': 'nistp521',
};
/** Opens a PEM key and proves that its parts fit, by a signature. `passphrase` must be given when `encrypted`. */
function readPemKey(pem, encrypted, passphrase, inputName) {
    const key = openPem(pem, encrypted, passphrase, inputName);
    const publicBlob = publicBlobOf(key, inputName);
    const message = Buffer.from('cassie-deploy');
    const digest = key.asymmetricKeyType === 'ed25519' ? null : 'sha256';
    let fits = false;
    try {
        fits = (0,external_node_crypto_.verify)(digest, message, (0,external_node_crypto_.createPublicKey)(key), (0,external_node_crypto_.sign)(digest, message, key));
    }
    catch {
        // Numbers that are no key at all: OpenSSL refuses to sign with them.
    }
    if (!fits)
        throw damagedKey(inputName);
    const opensshBody = key.asymmetricKeyType === 'ed25519' ? opensshBodyOf(key, publicBlob) : undefined;
    return { publicBlob, opensshBody };
}
function openPem(pem, encrypted, passphrase, inputName) {
    try {
        return (0,external_node_crypto_.createPrivateKey)(encrypted ? { key: pem, passphrase } : pem);
    }
    catch (error) {
        if (!encrypted)
            throw isWhole(pem) ? damagedKey(inputName) : cutShort(bodyOf(pem).length, inputName);
        if (error instanceof Error &&
            /unsupported|unknown cipher|legacy/i.test(error.message) &&
            isOldCipher(pem)) {
            throw unsupportedKey(inputName, 'a private key encrypted with an outdated cipher', 'OpenSSL 3 opens it only with its legacy provider');
        }
        throw wrongPassphrase(inputName);
    }
}
function publicBlobOf(key, inputName) {
    const jwk = exportJwk(key);
    const number = (name) => Buffer.from(String(jwk[name] ?? ''), 'base64url');
    if (jwk['kty'] === 'RSA') {
        const bits = key.asymmetricKeyDetails?.modulusLength ?? 0;
        if (bits < 1024)
            throw unsupportedKey(inputName, `an RSA key of ${bits} bits`, 'OpenSSH refuses RSA keys under 1024 bits');
        return writeStrings('ssh-rsa', positive(number('e')), positive(number('n')));
    }
    if (jwk['kty'] === 'OKP' && jwk['crv'] === 'Ed25519')
        return writeStrings('ssh-ed25519', number('x'));
    const curve = jwk['kty'] === 'EC' ? CURVES[String(jwk['crv'])] : undefined;
    if (curve === undefined) {
        throw unsupportedKey(inputName, `a private key of the type ${key.asymmetricKeyType}`, 'OpenSSH has no such key type');
    }
    return writeStrings(`ecdsa-sha2-${curve}`, curve, Buffer.concat([Buffer.from([4]), number('x'), number('y')]));
}
/** Empty for the types that JWK does not know (DSA, brainpool curves), which OpenSSH does not know either. */
function exportJwk(key) {
    try {
        return { ...key.export({ format: 'jwk' }) };
    }
    catch {
        return {};
    }
}
/** An mpint (RFC 4251): a leading zero byte when the first bit is set. */
function positive(number) {
    return (number[0] ?? 0) >= 0x80 ? Buffer.concat([Buffer.from([0]), number]) : number;
}
/** openssh/PROTOCOL.key, unencrypted. */
function opensshBodyOf(key, publicBlob) {
    const publicBytes = publicBlob.subarray(-32);
    const seed = Buffer.from(String(exportJwk(key)['d'] ?? ''), 'base64url');
    const check = (0,external_node_crypto_.randomBytes)(4);
    const parts = writeStrings('ssh-ed25519', publicBytes, Buffer.concat([seed, publicBytes]), '');
    const used = 8 + parts.length;
    const padding = Buffer.from(Array.from({ length: (8 - (used % 8)) % 8 }, (_, at) => at + 1));
    return Buffer.concat([
        Buffer.from('openssh-key-v1\0'),
        writeStrings('none', 'none', ''),
        Buffer.from([0, 0, 0, 1]),
        writeStrings(publicBlob, Buffer.concat([check, check, parts, padding])),
    ]).toString('base64');
}
/** The outermost ASN.1 sequence says how long it is. */
function isWhole(pem) {
    const bytes = bodyOf(pem);
    const first = bytes[1] ?? 0;
    const lengthBytes = first < 0x80 ? 0 : first - 0x80;
    if (bytes[0] !== 0x30 || lengthBytes > 4 || bytes.length < 2 + lengthBytes)
        return false;
    const length = lengthBytes === 0 ? first : bytes.readUIntBE(2, lengthBytes);
    return bytes.length >= 2 + lengthBytes + length;
}
/** DES in the old PEM format, or PKCS#8 encrypted otherwise than by PBES2 (its object identifier, RFC 8018). */
function isOldCipher(pem) {
    if (pem.includes('DEK-Info:'))
        return pem.includes('DEK-Info: DES-CBC');
    return !bodyOf(pem).includes(Buffer.from('2a864886f70d01050d', 'hex'));
}
function bodyOf(pem) {
    return Buffer.from(pem.replace(/-----[^-]*-----/g, ''), 'base64');
}

;// CONCATENATED MODULE: ./lib/ssh/private-key.js







const LONGEST_KEY = 64 * 1024;
/**
 * Reads a private key as users paste it, mends what a secret's journey did to it, and stops with an exact fault
 * (codes `key-…`) when it is not one that ssh could use. No fault holds any of the text.
 */
async function readPrivateKey(text, passphrase, inputName = 'ssh-private-key') {
    const { blocks, text: rest, mended } = mendKeyText(text.slice(0, LONGEST_KEY));
    const armour = onlyPrivateBlock(blocks, inputName);
    if (armour === undefined)
        throw faultOfText(rest, inputName);
    checkBody(armour.body, inputName);
    const given = passphrase === '' ? undefined : passphrase;
    const opened = armour.label === 'OPENSSH PRIVATE KEY'
        ? await openOpenssh(armour, given, inputName)
        : private_key_openPem(armour, given, inputName);
    const type = readStrings(opened.publicBlob, 1)?.fields[0]?.toString('latin1') ?? '';
    return {
        text: opened.text,
        publicLine: `${type} ${opened.publicBlob.toString('base64')}`,
        fingerprint: fingerprintOf(opened.publicBlob),
        type,
        encrypted: opened.encrypted,
        proven: opened.proven,
        mended: [...mended.map((words) => `${inputName} ${words}`), ...opened.notes],
        secrets: secretsOfKey(text, rest, opened.text, armour.body, given),
    };
}
const PRIVATE_LABEL = /^(?:OPENSSH |RSA |EC |DSA |ENCRYPTED )?PRIVATE KEY$/;
function onlyPrivateBlock(blocks, inputName) {
    const keys = blocks.filter(({ label }) => PRIVATE_LABEL.test(label));
    const different = new Set(keys.map(({ body }) => body)).size;
    if (different > 1)
        throw severalKeys(different, inputName);
    return keys[0];
}
function checkBody(body, inputName) {
    const strange = body.replace(/={0,2}$/, '').replace(/[A-Za-z0-9+/]/g, '').length;
    if (strange > 0)
        throw strangeCharacters(strange, inputName);
    if (body.length < 64)
        throw cutShort(Buffer.from(body, 'base64').length, inputName);
}
async function openOpenssh(armour, passphrase, inputName) {
    const key = readOpensshKey(Buffer.from(armour.body, 'base64'), inputName);
    const type = readStrings(key.publicBlob, 1)?.fields[0]?.toString('latin1') ?? '';
    refuseType(type, inputName);
    if (key.encrypted && passphrase === undefined)
        throw missingPassphrase(inputName);
    const text = writeArmour({ ...armour, headers: [] });
    const proven = await proveOpensshKey(text, key, passphrase, inputName);
    const needless = needlessPassphrase(key.encrypted, passphrase, inputName);
    return {
        text,
        publicBlob: key.publicBlob,
        encrypted: key.encrypted,
        proven,
        notes: needless === undefined ? [] : [needless],
    };
}
function private_key_openPem(armour, passphrase, inputName) {
    if (armour.label === 'DSA PRIVATE KEY')
        refuseType('ssh-dss', inputName);
    const encrypted = armour.headers.length > 0 || armour.label === 'ENCRYPTED PRIVATE KEY';
    if (encrypted && passphrase === undefined)
        throw missingPassphrase(inputName);
    const pem = writeArmour(armour);
    const { publicBlob, opensshBody } = readPemKey(pem, encrypted, passphrase ?? '', inputName);
    const needless = needlessPassphrase(encrypted, passphrase, inputName);
    const notes = needless === undefined ? [] : [needless];
    if (opensshBody === undefined)
        return { text: pem, publicBlob, encrypted, proven: true, notes };
    const text = writeArmour({ label: 'OPENSSH PRIVATE KEY', headers: [], body: opensshBody });
    const converted = `${inputName} is an ED25519 key in PKCS#8, which older ssh cannot read; used in OpenSSH's format`;
    return { text, publicBlob, encrypted: false, proven: true, notes: [converted, ...notes] };
}
function refuseType(type, inputName) {
    if (type.startsWith('sk-')) {
        throw unsupportedKey(inputName, `a key of the type ${cleanType(type)}`, 'it works only with its security key plugged in and touched');
    }
    if (type === 'ssh-dss')
        throw unsupportedKey(inputName, 'a DSA key', 'OpenSSH 10 does not know DSA any more');
    if (!/^(?:ssh-rsa|ssh-ed25519|ecdsa-sha2-nistp(?:256|384|521))$/.test(type)) {
        throw unsupportedKey(inputName, 'a private key of an unknown type', 'OpenSSH has no such key type');
    }
}
function cleanType(type) {
    return type.replace(/[^\w@.-]/g, '');
}
function needlessPassphrase(encrypted, passphrase, inputName) {
    return encrypted || passphrase === undefined
        ? undefined
        : `a passphrase is given, but ${inputName} has none; not used`;
}

;// CONCATENATED MODULE: ./lib/stages/login-key.js






const NO_KEY = {
    file: undefined,
    passphrase: undefined,
    fingerprint: undefined,
    publicLine: undefined,
};
/** Checks the key's text and puts it into one private file; every form of it is masked first. */
async function placeKey({ ssh }, world) {
    if (ssh.privateKey === undefined) {
        const agent = world.environment['SSH_AUTH_SOCK'] !== undefined;
        const how = agent ? 'the agent holds the key' : 'no key is offered';
        world.tell({ kind: 'detail', text: `ssh-private-key is not set: ${how}` });
        return { ...NO_KEY, agent };
    }
    // before anything can throw: a text that is no key may still be a secret
    const { privateKey, passphrase } = ssh;
    for (const text of secretsOfKey(privateKey, privateKey, privateKey, '', passphrase))
        world.tell({ kind: 'secret', text });
    const key = await readPrivateKey(privateKey, passphrase);
    for (const text of key.secrets)
        world.tell({ kind: 'secret', text });
    for (const text of key.mended)
        world.tell({ kind: 'line', from: 'us', text });
    world.tell({ kind: 'line', from: 'us', text: `key ${key.fingerprint} (${key.type})` });
    const file = (0,private_folder/* writePrivate */.pb)((0,external_node_path_.join)(world.folder, 'key'), key.text);
    if (!key.proven)
        await proveWithSshKeygen(file, passphrase, world);
    return {
        file,
        passphrase: key.encrypted ? passphrase : undefined,
        fingerprint: key.fingerprint,
        publicLine: key.publicLine,
        agent: false,
    };
}
/** Before a host is asked, which would only say `Permission denied`. Without ssh-keygen on PATH ssh is the first to try. */
async function proveWithSshKeygen(file, passphrase, world) {
    const { code, notStarted } = await world.start({
        program: 'ssh-keygen',
        args: ['-y', '-f', file],
        env: askpass(world.folder, passphrase),
        timeout: 60_000,
    });
    world.cancelled.throwIfAborted();
    if (code !== 0 && notStarted === undefined)
        throw wrongPassphrase('ssh-private-key');
}

;// CONCATENATED MODULE: ./lib/stages/node-settings.js


/** `layers` from the inside out: profile, node, deploy. The first that says something wins, but for sshOpts, which are joined. */
function mergeSettings(layers, engine, sshUser) {
    const records = layers.filter(isRecord);
    const first = (key) => records.map((layer) => layer[key]).find((value) => value !== undefined && value !== null);
    const text = (key) => asText(first(key));
    const flag = (key, otherwise) => asFlag(first(key)) ?? otherwise;
    const login = sshUser ?? text('sshUser') ?? (0,external_node_os_.userInfo)().username;
    return {
        sshUser: login,
        user: text('user') ?? login,
        sshOpts: records.flatMap((layer) => Array.isArray(layer['sshOpts']) ? layer['sshOpts'].map(String) : []),
        sudo: engine.sudo ?? text('sudo'),
        tempPath: engine.tempPath ?? text('tempPath'),
        magicRollback: engine.magicRollback ?? flag('magicRollback', true),
        autoRollback: engine.autoRollback ?? flag('autoRollback', true),
        fastConnection: engine.fastConnection ?? flag('fastConnection', false),
        remoteBuild: engine.remoteBuild ?? flag('remoteBuild', false),
        confirmTimeout: engine.confirmTimeout ?? asSeconds(first('confirmTimeout')) ?? 30,
        activationTimeout: engine.activationTimeout ?? asSeconds(first('activationTimeout')) ?? 240,
    };
}
function asText(value) {
    return typeof value === 'string' && value !== '' ? value : undefined;
}
function asFlag(value) {
    return typeof value === 'boolean' ? value : undefined;
}
function asSeconds(value) {
    return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 65_535
        ? value
        : undefined;
}

;// CONCATENATED MODULE: ./lib/stages/plan.js




/** Evaluates the flake once and picks what the targets name. */
async function planDeploy(request, nix) {
    const [first, ...rest] = await evaluateTargets(request, nix, request.targets, 'whole');
    return { flake: request.targets[0].flake, profiles: [withPath(first), ...rest.map(withPath)] };
}
/** Where the flake says the hosts are: their system profiles, unless a target names another. No configuration is evaluated. */
function planHosts(request, nix) {
    const targets = request.targets.map((target) => ({ ...target, profile: target.profile ?? 'system' }));
    return evaluateTargets(request, nix, targets, 'way there');
}
async function evaluateTargets(request, nix, targets, depth) {
    const flake = request.targets[0].flake;
    const wanted = targets.flatMap(({ node }) => (node === undefined ? [] : [node]));
    const evaluated = await evaluateDeploy(nix, flake, wanted, depth);
    if (!evaluated.hasDeploy) {
        throw new lib_fault/* Fault */.vC({
            code: 'no-deploy-output',
            what: `the flake ${flake} has no deploy output`,
            fix: 'add deploy.nodes.NAME = { hostname = …; profiles.system = { user = "root"; path = deploy-rs.lib.SYSTEM.activate.nixos …; }; }; to its outputs',
        });
    }
    complainAboutMissing(wanted, evaluated.names, Object.keys(evaluated.nodes));
    const [first, ...rest] = Object.entries(evaluated.nodes).flatMap(([name, node]) => readNode(name, node, evaluated.settings, request, profilesWanted(targets, name)));
    if (first === undefined) {
        throw new lib_fault/* Fault */.vC({
            code: 'nothing-selected',
            what: 'the target selects no profile',
            fix: 'give the node at least one profile',
        });
    }
    return [first, ...rest];
}
function complainAboutMissing(wanted, names, found) {
    const missing = wanted.filter((name) => !found.includes(name));
    if (missing.length === 0 && found.length > 0)
        return;
    const known = names.length === 0 ? 'it has none' : `it has ${names.join(', ')}`;
    throw new lib_fault/* Fault */.vC({
        code: 'node-unknown',
        what: missing.length > 0
            ? `the flake has no node ${missing.join(', ')}`
            : `target does not say which node to deploy`,
        why: known,
        fix: names.length === 0
            ? 'add a node to deploy.nodes'
            : `set target to one of them, such as target: .#${names[0]}`,
    });
}
/** The profiles that the targets name of one node; undefined: all. */
function profilesWanted(targets, node) {
    const ours = targets.filter((target) => target.node === node || target.node === undefined);
    if (ours.some(({ profile }) => profile === undefined))
        return undefined;
    return ours.flatMap(({ profile }) => (profile === undefined ? [] : [profile]));
}
function readNode(name, node, top, request, wanted) {
    if (!isRecord(node) || !isRecord(node['profiles']))
        throw schemaFault(`deploy.nodes.${name}`, 'is not an attribute set with profiles');
    const hostname = node['hostname'];
    if (typeof hostname !== 'string' || hostname === '')
        throw schemaFault(`deploy.nodes.${name}.hostname`, 'is missing');
    const profiles = node['profiles'];
    const order = inOrder(Object.keys(profiles), node['profilesOrder'], name);
    const missing = wanted?.find((profile) => !order.includes(profile));
    if (missing !== undefined) {
        throw new lib_fault/* Fault */.vC({
            code: 'profile-unknown',
            what: `the node ${name} has no profile ${missing}`,
            why: `it has ${order.join(', ')}`,
        });
    }
    return order
        .filter((profile) => wanted === undefined || wanted.includes(profile))
        .map((profile) => ({
        node: name,
        hostname,
        hostName: typeof node['hostName'] === 'string' ? node['hostName'] : undefined,
        ...readProfile(`deploy.nodes.${name}.profiles.${profile}`, profile, profiles[profile], [node, top], request.engine, request.ssh.user),
    }));
}
function readProfile(where, profile, value, outer, engine, sshUser) {
    if (!isRecord(value))
        throw schemaFault(where, 'is not an attribute set with path');
    const settings = mergeSettings([value, ...outer], engine, sshUser);
    if (profile === 'system' && settings.user !== 'root') {
        throw new lib_fault/* Fault */.vC({
            code: 'system-profile-as-user',
            what: `${where} would be activated as ${settings.user}, but only root can switch a NixOS system`,
            why: 'without `user`, deploy-rs activates a profile as the login user',
            fix: 'add user = "root"; to the profile (or to the node)',
            refused: true,
        });
    }
    const profilePath = typeof value['profilePath'] === 'string' ? value['profilePath'] : undefined;
    const { user, tempPath = '', sudo = '' } = settings;
    refuseShellText(where, { name: profile, user, tempPath, profilePath: profilePath ?? '' }, NOT_IN_A_WORD);
    refuseShellText(where, { sudo }, /\p{C}/u);
    return { where, profile, profilePath, settings, value };
}
function withPath({ where, value, ...profile }) {
    const { path, drvPath } = value;
    if (typeof path !== 'string')
        throw schemaFault(`${where}.path`, 'is missing');
    return { ...profile, path, drvPath: typeof drvPath === 'string' ? drvPath : undefined };
}
const NOT_IN_A_WORD = /^-|[\s\p{C}"'`\\$;&|<>(){}*?]/u;
/** deploy-rs pastes these into the command line of the host's shell, in quotes that they could end (deploy.rs, build_activate_command). */
function refuseShellText(where, texts, unfit) {
    const found = Object.entries(texts).find(([, text]) => unfit.test(text));
    if (found === undefined)
        return;
    throw schemaFault(`${where}: its ${found[0]} ${JSON.stringify(found[1].slice(0, 80))}`, 'would be read by the shell of the host');
}
/** profilesOrder first, then the others: deploy-rs's own order, but for the random order of the rest. */
function inOrder(names, order, node) {
    const first = Array.isArray(order) ? order.map(String) : [];
    const unknown = first.find((name) => !names.includes(name));
    if (unknown !== undefined)
        throw schemaFault(`deploy.nodes.${node}.profilesOrder`, `names the profile ${unknown}, which does not exist`);
    return [...first, ...names.filter((name) => !first.includes(name))];
}
function schemaFault(where, what) {
    return new lib_fault/* Fault */.vC({
        code: 'deploy-schema',
        what: `${where} ${what}`,
        fix: 'compare it with deploy-rs\'s README, "deploy.nodes"',
    });
}
/** For `store-path`: the profile that is built already, in place of what the flake would give. */
function withStorePath(plan, path) {
    if (path === undefined)
        return plan;
    const [profile, ...others] = plan.profiles;
    if (others.length > 0 || (0,store_path/* parseStorePath */.G)(path) === undefined) {
        throw new lib_fault/* Fault */.vC({
            code: 'store-path-for-many',
            what: 'store-path is one profile, but the target selects several',
            fix: 'name node and profile: target: .#NODE.PROFILE',
        });
    }
    return { ...plan, profiles: [{ ...profile, path, drvPath: undefined }] };
}
/** deploy-rs would put one node's system on another's host without a word (seen). */
function refuseOneHostForMany(request, profiles) {
    const nodes = [...new Set(profiles.map(({ node }) => node))];
    if (request.ssh.host === undefined || nodes.length === 1)
        return;
    throw new lib_fault/* Fault */.vC({
        code: 'one-host-for-many',
        what: `ssh-host names one host, but ${nodes.length} nodes are selected: ${nodes.join(', ')}`,
        why: "a host is one node: a deploy would put one node's system over another's",
        fix: 'select one node with target, or leave ssh-host out and let the flake name the hosts',
        refused: true,
    });
}

;// CONCATENATED MODULE: ./lib/stages/run.js
/** The same run, whose lines name the node where several are at work at once. */
function speakingFor(node, profiles, run) {
    const world = worldSpeakingFor(node, profiles, run.world);
    if (world === run.world)
        return run;
    const onLine = (text) => world.tell({ kind: 'line', from: 'program', text });
    return { ...run, world, nix: { ...run.nix, onLine } };
}
/** The same of a run that builds nothing. */
function worldSpeakingFor(node, profiles, world) {
    if (profiles.every((profile) => profile.node === node))
        return world;
    return { ...world, tell: (progress) => world.tell(named(node, progress)) };
}
function named(node, progress) {
    return progress.kind === 'stage' || progress.kind === 'secret'
        ? progress
        : { ...progress, text: `${node}: ${progress.text}` };
}

;// CONCATENATED MODULE: ./lib/deploy-rs/chatter.js
/** What deploy-rs says in every run, whatever happens: its plan as TOML, its steps, and the command lines of its children. */
const CHATTER = /^(?:Evaluating flake in |The following profiles are going to be deployed:|\[\S+\]$|(?:user|ssh_user|path|hostname|ssh_opts|profile_path|sudo|temp_path) = |Building profile |Copying profile |copying 0 paths|Activating profile|Creating activation waiter|Waiting for confirmation event\.|Command \{ std: |Revoking previous deploys)/;
/** What it says of a failed deploy whatever the host did, its steps of a rollback, and what only repeats that a child ended badly. */
const CLAIM = /rolled back to previous generation|command resulted in a bad exit status|^warn: De-activating due to error|Activation cancelled by deployment client|Magic rollback is enabled, setting up|Found canary file|^switching profile from version |^warn: Removing generation by ID|^removing profile version |^Attempting to re-activate/;
/** A line that tells a reader nothing about this run. */
function isChatter({ from, text }) {
    return CHATTER.test(text) && (from === 'program' || HOST_CHATTER.test(text));
}
/** Of a host's lines only the engine's own: anything else may be what an activation script says. */
const HOST_CHATTER = /^(?:Activating profile$|Waiting for confirmation event|Command \{ std: )/;
/** The last lines that help to find a cause: without chatter, and without claims about what the host runs now. */
function tellingLines(lines, count = 12) {
    return withoutCommands(lines)
        .filter((line) => !isChatter(line) && !CLAIM.test(line.text) && !SSH_ADVICE.test(line.text))
        .slice(-count)
        .map(({ text }) => text);
}
/** ssh's banner about a changed host key advises to mend a file of ours, which is gone by then. */
const SSH_ADVICE = /^@|IT IS POSSIBLE THAT SOMEONE|^Someone could be eaves|^It is also possible that a host key|^Please contact your system|^Add correct host key|^Offending .* key in |^\s*remove with:|^\s*ssh-keygen -f /;
/** A command that failed is printed whole, a Nix expression in it over many lines. */
function withoutCommands(lines) {
    let isCommand = false;
    return lines.filter(({ from, text }) => {
        if (from === 'host')
            return true;
        const begins = text.startsWith('Command { std: ');
        const isPart = isCommand || begins;
        isCommand = isPart && !text.includes('kill_on_drop:');
        return !isPart;
    });
}

;// CONCATENATED MODULE: ./lib/deploy-rs/command.js
/** The arguments of `deploy` for one profile of one node. */
function deployArguments(target, flags) {
    return [
        '--skip-checks',
        ...(flags.isCurrent ? ['--no-progress'] : []),
        ...(flags.checksigs ? ['--checksigs'] : []),
        ...(flags.debugLogs ? ['--debug-logs'] : []),
        ...(flags.boot ? ['--boot'] : []),
        ...(flags.test ? ['--test'] : []),
        target,
    ];
}

;// CONCATENATED MODULE: ./lib/deploy-rs/output.js

/** deploy-rs begins each line that came from the host with this sign (deploy.rs, forward_reader). */
const REMOTE = '📠';
/** Reads deploy-rs's output in the pieces it comes in, even where a character is torn, and hands out its lines without their decoration. */
function readEngineOutput(onLine) {
    const decoder = new TextDecoder();
    const lines = (0,world_process/* lineSplitter */.s1)((line) => {
        const from = line.startsWith(REMOTE) ? 'host' : 'program';
        const text = withoutDecoration(from === 'host' ? line.slice(REMOTE.length).trimStart() : line);
        if (text !== '')
            onLine({ from, text });
    });
    return {
        push: (bytes) => lines.push(decoder.decode(bytes, { stream: true })),
        end: () => {
            lines.push(decoder.decode());
            lines.end();
        },
    };
}
/** `🚀 ℹ️ [deploy] [INFO] text` → `text`; warnings and errors keep their word. */
function withoutDecoration(line) {
    const match = /^\P{ASCII}+\s*(?:\P{ASCII}+\s*)?\[(?:deploy|activate|wait|revoke)\] \[(\w+)\] (.*)$/u.exec(line);
    if (match === null)
        return line;
    return match[1] === 'INFO' || match[1] === 'DEBUG'
        ? (match[2] ?? '')
        : `${match[1]?.toLowerCase()}: ${match[2]}`;
}

;// CONCATENATED MODULE: ./lib/deploy-rs/engine.js



function wordEnd({ code, signal, by }) {
    const program = by === 'the host' ? 'switch-to-configuration' : 'deploy-rs';
    if (code !== undefined)
        return `${program} ended with exit code ${code}`;
    if (by === 'the host')
        return 'its end was not seen';
    return signal === undefined ? 'deploy-rs could not be started' : `deploy-rs was ended by ${signal}`;
}
const POLL = 100;
/**
 * Starts `deploy` so that it goes on whatever becomes of us: a group of its own, its streams in a file (a pipe whose reader left would kill the activation
 * on the host with EPIPE). The file is followed for the log.
 */
function startEngine(command, outputFile, onLine) {
    const lines = [];
    const reader = readEngineOutput((line) => {
        lines.push(line);
        onLine(line);
    });
    const { exit, kill } = (0,world_process/* startDetached */.tG)({ program: 'deploy', ...command }, outputFile);
    const file = (0,external_node_fs_.openSync)(outputFile, 'r');
    const follow = () => readNew(file, reader.push);
    const timer = setInterval(follow, POLL);
    timer.unref();
    const end = exit.then(({ code, signal }) => {
        clearInterval(timer);
        follow();
        reader.end();
        (0,external_node_fs_.closeSync)(file);
        return { code, signal, lines };
    });
    return { end, stop: kill };
}
function readNew(file, push) {
    const buffer = new Uint8Array(65_536);
    for (let size = (0,external_node_fs_.readSync)(file, buffer); size > 0; size = (0,external_node_fs_.readSync)(file, buffer))
        push(buffer.slice(0, size));
}

;// CONCATENATED MODULE: ./lib/deploy-rs/gate.js


const gate_POLL = 25;
function makeGate(folder) {
    (0,external_node_fs_.mkdirSync)(folder, { recursive: true, mode: 0o700 });
    const waiting = (0,external_node_path_.join)(folder, 'waiting');
    let timer;
    const reached = new Promise((resolve) => {
        timer = setInterval(() => {
            if (!(0,external_node_fs_.existsSync)(waiting))
                return;
            clearInterval(timer);
            resolve((0,external_node_fs_.readFileSync)(waiting, 'utf8'));
        }, gate_POLL);
    });
    return {
        // a session whose run was killed gives up: nobody is left who could open
        env: { CASSIE_GATE: folder, CASSIE_RUN: String(process.pid) },
        reached,
        open: () => (0,external_node_fs_.writeFileSync)((0,external_node_path_.join)(folder, 'open'), ''),
        forget: () => clearInterval(timer),
    };
}

;// CONCATENATED MODULE: ./lib/deploy-rs/resolved-flake.js



/**
 * Writes a flake whose `deploy` is plain data, and gives the target that deploy-rs takes. `drvPath` names what deploy-rs builds: with `PATH/` it asks Nix
 * for the path itself (push.rs, deriver_for_build), so a profile that was fetched, or whose derivation is unknown here, deploys like one that was built.
 */
function writeResolvedFlake(folder, resolved) {
    const { node, profile, alias, path, drvPath, profilePath, sudo, tempPath, ...settings } = resolved;
    const name = plainName(node) ? node : 'node';
    const deploy = {
        ...settings,
        ...(sudo === undefined ? {} : { sudo }),
        ...(tempPath === undefined ? {} : { tempPath }),
        interactiveSudo: false,
        sshOpts: [],
        nodes: {
            [name]: {
                hostname: alias,
                profiles: {
                    [profile]: {
                        path,
                        drvPath: resolved.remoteBuild && drvPath !== undefined ? drvPath : `${path}/`,
                        ...(profilePath === undefined ? {} : { profilePath }),
                    },
                },
            },
        },
    };
    (0,external_node_fs_.mkdirSync)(folder, { recursive: true, mode: 0o700 });
    (0,private_folder/* writePrivate */.pb)((0,external_node_path_.join)(folder, 'deploy.json'), JSON.stringify(deploy));
    (0,private_folder/* writePrivate */.pb)((0,external_node_path_.join)(folder, 'flake.nix'), '{ outputs = _: { deploy = builtins.fromJSON (builtins.readFile ./deploy.json); }; }\n');
    return `path:${folder}#${name}.${plainName(profile) ? profile : JSON.stringify(profile)}`;
}
/** A name that deploy-rs's target parser takes without quotes (lib.rs, parse_flake); keywords of Nix are none. */
function plainName(name) {
    return (/^[A-Za-z_][A-Za-z0-9_-]*$/.test(name) &&
        !['if', 'then', 'else', 'let', 'in', 'with', 'rec', 'inherit', 'assert', 'or'].includes(name));
}

;// CONCATENATED MODULE: ./lib/stages/bring.js











/** Starts deploy-rs, which copies the closure (or builds it on the host) over the shared connection and then waits. The host is not changed by it. */
async function bringClosure(built, ready, run, test) {
    const { cancelled } = run.world;
    cancelled.throwIfAborted();
    // deploy-rs may have to be started once more, without --test
    const folder = (0,external_node_path_.join)(ready.folder, test ? 'test' : 'switch');
    const gate = makeGate((0,external_node_path_.join)(folder, 'gate'));
    const engine = startDeployRs(built, ready, { folder, gate, test }, run);
    try {
        const arrived = await Promise.race([gate.reached, engine.end, whenAborted(cancelled)]);
        if (typeof arrived !== 'string')
            throw faultOfCopy(arrived, ready);
        return { built, profile: profileIn(arrived, built), test, engine, openGate: gate.open };
    }
    catch (thrown) {
        engine.stop();
        throw thrown;
    }
    finally {
        gate.forget();
    }
}
/** What can be known of it before the closure is on the host, which has the last word (hold.sh): libraries of 2025 switch for good. */
function mayBeTested({ storePath, profile, settings }, { request, tools }) {
    if (request.engine.boot || settings.user !== 'root' || !tools.deployRs.isCurrent)
        return false;
    if (settings.remoteBuild || storePath === undefined)
        return profile === 'system';
    const [version, program] = [`${storePath}/nixos-version`, `${storePath}/deploy-rs-activate`];
    return (0,external_node_fs_.existsSync)(version) && (0,external_node_fs_.existsSync)(program) && /\bTEST\b/.test((0,external_node_fs_.readFileSync)(program, 'utf8'));
}
function startDeployRs(built, ready, { folder, gate, test }, { request, world, nix, tools }) {
    const target = writeResolvedFlake((0,external_node_path_.join)(folder, 'flake'), {
        ...built.settings,
        // when a next boot can't be prepared, deploy-rs would switch the generation before to live: we put back what was there
        autoRollback: built.settings.autoRollback && !request.engine.boot,
        node: built.node,
        profile: built.profile,
        alias: ready.host.client.alias,
        sshUser: ready.host.login.user,
        path: built.storePath ?? built.path,
        drvPath: built.drvPath,
        profilePath: built.profilePath,
    });
    const { isCurrent } = tools.deployRs;
    const args = deployArguments(target, { ...request.engine, test, debugLogs: request.verbose, isCurrent });
    const env = { ...world.environment, ...nix.env, ...ready.host.client.env, ...gate.env };
    const extra = built.settings.remoteBuild && nix.extraArgs.length > 0 ? ['--', ...nix.extraArgs] : [];
    const command = { args: [...args, ...extra], env, cwd: folder };
    return startEngine(command, (0,external_node_path_.join)(folder, 'deploy-rs.log'), (line) => world.tell(isChatter(line) ? { kind: 'detail', text: line.text } : { kind: 'line', ...line }));
}
/** `… activate '/nix/store/…'`, or `… wait '/nix/store/…'`, which deploy-rs starts beside it: what was planned, or nothing goes on. */
function profileIn(session, { storePath, profile }) {
    const found = (0,store_path/* parseStorePath */.G)(/ (?:activate|wait) '([^']+)'/.exec(session)?.[1]);
    if (found !== undefined && (storePath === undefined || found === storePath))
        return found;
    throw new lib_fault/* Fault */.vC({
        code: 'other-closure',
        what: `deploy-rs would not activate what was planned for ${profile}: ${found ?? 'nothing that could be read'} instead of ${storePath}`,
        fix: 'run again; if it stays so, deploy with another version of deploy-rs',
    });
}
/** What is known of Nix wins: around a failure of its own ssh says little more than that the connection ended. */
function faultOfCopy(end, { host }) {
    const said = end.lines.map(({ text }) => text).join('\n');
    const missing = /Activation script (\S+) does not exist in profile/.exec(said)?.[1];
    if (missing !== undefined) {
        return new lib_fault/* Fault */.vC({
            code: 'profile-not-activatable',
            what: `the profile has no ${missing}, so deploy-rs cannot activate it`,
            fix: 'its path must be deploy-rs.lib.SYSTEM.activate.nixos CONFIGURATION',
        });
    }
    const shown = tellingLines(end.lines);
    return (knownNixFault(said, 'copying the closure to the host', shown) ??
        (0,ssh_faults/* sshFault */.T)(said, host.login) ??
        new lib_fault/* Fault */.vC({
            code: 'copy-failed',
            what: `the closure did not come to the host: ${wordEnd(end)}`,
            lastLines: shown,
        }));
}
function whenAborted(signal) {
    return new Promise((_, reject) => {
        if (signal.aborted)
            reject(signal.reason);
        signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
}

;// CONCATENATED MODULE: ./lib/deploy-rs/engine-causes.js
const SUDO_FIX = 'security.sudo.extraRules = [ { users = [ "LOGIN-USER" ]; commands = [ { command = "ALL"; options = [ "NOPASSWD" ]; } ]; } ]; on the host, or log in as root';
/** Only believed where nothing was activated: later on an activation script may print the same. */
const BEFORE_ACTIVATION = [
    {
        seen: /sudo: (?:a terminal is required|a password is required)|sudo-rs: .*password/,
        cause: () => ({ why: 'sudo on the host asks for a password', fix: SUDO_FIX }),
    },
    {
        seen: /Sorry, user (\S+) (?:is not allowed to execute|may not run)|(\S+) is not in the sudoers file/,
        cause: (match) => ({
            why: `sudo on the host does not let ${match[1] ?? match[2]} run the activation`,
            fix: SUDO_FIX,
        }),
    },
    {
        seen: /sudo: (?:command )?not found/,
        cause: () => ({
            why: 'the host has no sudo',
            fix: 'log in as root, or set `sudo` to the program the host has (such as `doas -u`)',
        }),
    },
];
const IN_ACTIVATION = [
    {
        seen: /Pre-switch check '?switchInhibitors'? failed/,
        cause: () => ({
            why: 'the new system changes a part that must not be swapped while it runs (switchInhibitors)',
            fix: 'deploy with `boot: true` and reboot',
        }),
    },
    {
        seen: /Could not acquire lock/,
        cause: () => ({
            why: 'another switch is at work on the host',
            fix: 'wait for it (an operator, nixos-upgrade, another deploy) and run again',
        }),
    },
    {
        seen: /the following units failed: ([^\n]+)/,
        cause: (match) => ({
            why: `units failed: ${match[1]?.trim()}`,
            fix: `on the host: journalctl -b -u ${match[1]?.split(',')[0]?.trim()}`,
        }),
    },
    {
        seen: /Failed to run activate script|Activation script snippet '([^']+)' failed/,
        cause: (match) => ({
            why: match[1] === undefined
                ? 'the activation script of the new system failed'
                : `the activation snippet ${match[1]} failed`,
        }),
    },
    {
        seen: /No space left on device/,
        cause: () => ({
            why: 'a disk of the host is full',
            fix: 'on the host: df -h / /nix /boot; nix-collect-garbage',
        }),
    },
    {
        seen: /Failed to install bootloader/,
        cause: () => ({
            why: 'the boot loader could not be installed',
            fix: 'on the host: df -h /boot; the lines above are its own',
        }),
    },
    {
        seen: /Error waiting for activation: Timeout elapsed/,
        cause: () => ({
            why: 'the activation took longer than activation-timeout allows',
            fix: 'raise activation-timeout, or find out what is slow: journalctl -b on the host',
        }),
    },
    {
        seen: /Error waiting for confirmation event|Timeout elapsed for confirmation/,
        cause: () => ({
            why: 'nobody could log in to confirm in time, so the host took the change back (magic rollback)',
            fix: 'let the new configuration keep sshd, its port, the key and the network as they are; if the host is only slow, raise confirm-timeout',
        }),
    },
];
/** `hasBegun`: whether the host shows that an activation began. */
function engineCause(text, hasBegun) {
    for (const { seen, cause } of hasBegun ? IN_ACTIVATION : [...BEFORE_ACTIVATION, ...IN_ACTIVATION]) {
        const match = seen.exec(text);
        if (match !== null)
            return cause(match);
    }
    return undefined;
}

// EXTERNAL MODULE: ./lib/host/guard.js
var host_guard = __webpack_require__(4975);
;// CONCATENATED MODULE: ./lib/stages/judge.js





function judge(evidence) {
    const { before, after, flags } = evidence;
    if (after.machineId !== before.machineId)
        return unknown(evidence, {
            code: 'other-machine',
            what: `another machine answers now (machine id ${after.machineId}, before ${before.machineId})`,
            fix: 'find out who has the address now (DHCP, a floating address, DNS), and look at the host by another way before you run again',
        });
    if (!after.final)
        return unknown(evidence, {
            code: 'host-not-final',
            what: `the host still moves: an activation or switch had not ended when time was over; just now ${judge_describe(after)}`,
            fix: 'look at the host before you run again',
        });
    if (flags.boot)
        return judgeStaged(evidence);
    return runsNew(evidence) ? judgeNew(evidence) : judgeOld(evidence);
}
function judgeNew(evidence) {
    const { before, after } = evidence;
    const newlyFailed = (after.failedUnits ?? []).filter((unit) => !(before.failedUnits ?? []).includes(unit) && !evidence.isIgnored(unit));
    const wrong = wrongWithNew(evidence, newlyFailed);
    if (wrong.length === 0)
        return { result: 'deployed', changed: 'yes', newlyFailed, fault: undefined };
    // it ran before already, put there by another tool: what failed has left all as it was
    if (evidence.engine.code !== 0 && newlyFailed.length === 0 && sameSystem(before, after))
        return judgeOld(evidence);
    const runs = evidence.toplevel === undefined ? 'the profile is the new one' : 'the host runs the new system';
    const what = `${runs}, but ${wrong.join('; ')}`;
    return judge_failed(evidence, { code: 'new-but-not-well', what, changed: 'yes' }, newlyFailed);
}
/** Everything that keeps a new system from being what was asked for, the reader's most urgent first. */
function wrongWithNew(evidence, newlyFailed) {
    const { after, engine, flags, profile, toplevel } = evidence;
    const bootsOther = toplevel !== undefined && (after.bootDefault ?? toplevel) !== toplevel;
    const complaints = [
        [newlyFailed.length > 0, `units failed that did not before: ${newlyFailed.join(', ')}`],
        [newlyFailed.length === 0 && engine.code !== 0, `its activation failed (${wordEnd(engine)})`],
        [
            bootsOther && !flags.test,
            `the boot default is ${nameOf(after.bootDefault)}, so a reboot would not start it`,
        ],
        [after.profile !== profile, `the profile is on ${nameOf(after.profileToplevel ?? after.profile)}`],
    ];
    return complaints.flatMap(([holds, text]) => (holds ? [text] : []));
}
/** The new system does not run: it was taken back, or never began, or something third happened. */
function judgeOld(evidence) {
    const { before, after, engine } = evidence;
    if (!sameSystem(before, after)) {
        return judge_failed(evidence, {
            code: 'system-not-as-wanted',
            what: `${after.running === before.running
                ? 'the host runs the old system, but is not as before'
                : 'the host is neither as before nor as wanted'}: ${judge_describe(after)}`,
            changed: 'yes',
        });
    }
    if (!wasTouched(before, after)) {
        return judge_failed(evidence, {
            code: 'activation-not-begun',
            what: 'the activation did not begin',
            changed: 'no',
        });
    }
    const claim = engine.code === 0 ? `${engine.by ?? 'deploy-rs'} reported success, but ` : 'the switch failed, and ';
    const fault = judge_faultOf(evidence, {
        code: 'rolled-back',
        what: `${claim}the host runs the old system again: ${judge_describe(after)}`,
        changed: 'no',
    });
    return { result: 'rolled-back', changed: 'no', newlyFailed: [], fault };
}
function judgeStaged(evidence) {
    const { before, after, toplevel, profile } = evidence;
    // a profile without a system is no matter of the boot loader
    const boots = toplevel === undefined ? undefined : after.bootDefault;
    const isNext = after.profile === profile && (boots === undefined || boots === toplevel);
    if (isNext && after.running === before.running)
        return { result: 'staged', changed: 'yes', newlyFailed: [], fault: undefined };
    if (sameSystem(before, after))
        return judgeOld(evidence);
    return judge_failed(evidence, {
        code: 'not-staged',
        what: `the new system is not what boots next: ${judge_describe(after)}`,
        changed: 'yes',
    });
}
/** A profile without a system is judged by the profile, but not where the one before held a system: then none was switched to. */
function runsNew({ before, after, toplevel, profile }) {
    if (toplevel !== undefined)
        return after.running === toplevel;
    return after.profile === profile && before.profileToplevel === undefined;
}
/** A host without a generation is given one of the system that it ran, when it goes back. */
function sameSystem(before, after) {
    return (after.running === before.running &&
        after.profile === (before.profile ?? (after.profile && before.running)) &&
        after.bootDefault === before.bootDefault);
}
/** A profile or running system that was set and set back shows in the times of their links. */
function wasTouched(before, after) {
    return (!sameSystem(before, after) ||
        after.profilesSince !== before.profilesSince ||
        after.runningSince !== before.runningSince);
}
function judge_describe(look) {
    const profile = look.profileToplevel === look.running
        ? ''
        : `, its profile is on ${nameOf(look.profileToplevel ?? look.profile)}`;
    const boot = look.bootDefault === look.running ? '' : `, its boot default is ${nameOf(look.bootDefault)}`;
    return `it runs ${nameOf(look.running)}${profile}${boot}`;
}
function nameOf(path) {
    return path === undefined ? 'not known' : (0,store_path/* storePathName */.y)(path);
}
/** How a person puts the recorded system back, whatever deploy-rs left; nothing where there was none or nothing changed. */
function wayBack({ before, after }) {
    if (before.profile === undefined || before.running === undefined)
        return undefined;
    return `to go back, as root on the host: nix-env --profile ${after.profileLink} --set ${before.profile} && ${before.running}/bin/switch-to-configuration switch`;
}
function judge_failed(evidence, facts, newlyFailed = []) {
    return {
        result: 'failed',
        changed: facts.changed ?? 'unknown',
        newlyFailed,
        fault: judge_faultOf(evidence, facts),
    };
}
function unknown(evidence, facts) {
    return {
        result: 'unknown',
        changed: 'unknown',
        newlyFailed: [],
        fault: judge_faultOf(evidence, { ...facts, changed: 'unknown' }),
    };
}
function judge_faultOf(evidence, facts) {
    const { engine, toplevel } = evidence;
    const back = evidence.showsWayBack && facts.changed === 'yes' && toplevel !== undefined
        ? wayBack(evidence)
        : undefined;
    const wasRebooted = evidence.after.bootId !== evidence.before.bootId;
    const said = engine.lines.map(({ text }) => text).join('\n');
    const cause = engineCause(said, wasTouched(evidence.before, evidence.after));
    return new lib_fault/* Fault */.vC({
        ...facts,
        why: wasRebooted ? 'the host was rebooted in the middle of the switch' : cause?.why,
        fix: [facts.fix ?? cause?.fix, back].filter((line) => line !== undefined).join('\n') || undefined,
        lastLines: engine.code === 0 ? [] : tellingLines(engine.lines),
    });
}

;// CONCATENATED MODULE: ./lib/request/unit.js

/** Source: systemd.unit(5). */
const SUFFIX = /\.(?:service|socket|device|mount|automount|swap|target|path|timer|slice|scope)$/;
const HOW = 'write units as systemctl shows them, such as nginx or nginx.service';
/** A unit's name; `.service` is put after one without a suffix, as systemctl does. */
function parseUnit(text) {
    return isName(text, /^[A-Za-z0-9_][A-Za-z0-9:_.\\@-]*$/)
        ? accept(withSuffix(text))
        : refuse(`${show(text)} is not a unit`, HOW);
}
/** Units with spaces, commas or line ends between; `*` and `?` stand for other characters. */
function parseUnitPatterns(text) {
    const words = [...new Set(text.split(/[\s,]+/).filter((one) => one !== ''))];
    if (words.length > MOST)
        return refuse(`it names ${words.length} units`, `name at most ${MOST}`);
    const wrong = words.find((one) => !isName(one, /^[A-Za-z0-9_*?][A-Za-z0-9:_.\\@*?-]*$/));
    if (wrong !== undefined)
        return refuse(`${show(wrong)} is neither a unit nor a pattern`, `${HOW}, or nginx*`);
    return accept(words.map((one) => (one.endsWith('*') ? one : withSuffix(one))));
}
const MOST = 200;
/** systemd allows 255 characters. */
function isName(text, form) {
    return text.length <= 255 && form.test(text);
}
function withSuffix(name) {
    return SUFFIX.test(name) ? name : `${name}.service`;
}
/** Does one of the patterns mean this unit? `*` is any text, `?` one character; the time is at most pattern times name. */
function isMeant(unit, patterns) {
    return patterns.some((pattern) => fits(unit, pattern));
}
function fits(unit, pattern) {
    let [at, star, mark] = [0, -1, 0];
    let here = 0;
    while (at < unit.length) {
        if (pattern[here] === '*')
            [star, mark] = [here++, at];
        else if (pattern[here] === '?' || pattern[here] === unit[at])
            [here, at] = [here + 1, at + 1];
        else if (star >= 0)
            [here, at] = [star + 1, ++mark];
        else
            return false;
    }
    return /^\**$/.test(pattern.slice(here));
}

;// CONCATENATED MODULE: ./lib/stages/switching.js



/** What this run leaves must not come back by itself; what it brings may again. */
function whatToRemember({ activation, world }, toplevel) {
    const release = [activation.profile, ...(toplevel === undefined ? [] : [toplevel])];
    return { hold: activation.leaves, release, owner: world.owner.name };
}
/** A full disk must not make a rescue fail, but then the next deploy would undo it. */
function tellUnremembered({ look, said }, { activation, world }) {
    const isNoted = !(look instanceof lib_fault/* Fault */.vC) && !said.some(({ word }) => word === 'not-remembered');
    if (isNoted || activation.leaves.length === 0)
        return;
    const text = 'the host could not note what it was rolled back from (df -h /var), so the next deploy may bring it back: revert the change too';
    world.tell({ kind: 'warning', text });
}
/** What a failure of the new system leads to. */
function isToGoBack({ onFailure }, byDefault) {
    return onFailure === undefined ? byDefault : onFailure === 'rollback';
}
/** Whether a unit's failure decides nothing. */
function ignores({ verify }) {
    return (unit) => isMeant(unit, verify.ignoredUnits);
}
const switching_PAUSE = 2_000;
/** Logs in again and again while nobody answers, until `until` (as `world.now()`): what came last, and the last silence before it. */
async function askUntil(ask, until, switching) {
    const { world } = switching;
    for (let silence;;) {
        const patience = Math.max(1, (until - world.now()) / 1000);
        const answer = await Promise.race([ask(patience), cutOff(switching)]);
        if (!(answer.look instanceof lib_fault/* Fault */.vC) || world.now() >= until)
            return { answer, silence };
        if (silence?.what !== answer.look.what) {
            const text = `the host does not answer (${answer.look.what}); trying again for up to ${Math.ceil(patience)} s`;
            world.tell({ kind: 'line', from: 'us', text });
        }
        silence = answer.look;
        await (0,promises_.setTimeout)(switching_PAUSE);
    }
}
/** Until when a host may be silent: its guard has put it back by then. */
function untilBack({ guard }, world, seconds) {
    return Math.max(world.now() + seconds * 1000, guard?.watches ? guard.fires + 60_000 : 0);
}
/** A cancel in mid-activation kills nothing: we leave, and the post step looks at the host. */
function cutOff({ hold, world }) {
    const { interrupted } = world;
    return new Promise((_, reject) => {
        const leave = () => reject(new lib_fault/* Fault */.vC({
            code: 'cancelled-in-switch',
            what: 'the run was cancelled while the host was being switched',
            why: wordWhatFollows(hold),
            fix: 'read what the post step of this job saw, or run again: it looks first',
            changed: 'unknown',
        }));
        if (interrupted.aborted)
            leave();
        interrupted.addEventListener('abort', leave, { once: true });
    });
}
function wordWhatFollows({ guard }) {
    if (!guard?.watches)
        return 'the switch was left to end by itself; nothing was killed';
    return `the guard on the host puts the old system back: the post step of this job tells it to, else it does so by itself at ${clock(guard.fires)}`;
}
function clock(milliseconds) {
    return `${new Date(milliseconds).toISOString().slice(11, 19)} UTC`;
}
/** When the host puts itself back, for a reader who can't reach it. */
function wordFires({ guard }, world) {
    if (guard === undefined || !guard.watches)
        return [];
    const at = clock(guard.fires);
    return world.now() < guard.fires
        ? [`wait: the guard on the host puts the old system back at ${at}, unless it was disarmed`]
        : [`the guard on the host was to put the old system back at ${at}; if the host lives, it runs that`];
}
/** What has come, and is not to stay. */
function failedBy(fault) {
    return { result: 'failed', changed: 'yes', newlyFailed: [], fault };
}
/** The first login saw the new system, and the second did not come about. */
function notSeenAgain(fault, { hold, world }) {
    return {
        result: 'unknown',
        changed: 'unknown',
        newlyFailed: [],
        fault: new lib_fault/* Fault */.vC({
            code: 'host-not-seen',
            what: `the new system let one login in, and then nobody could look at the host: ${fault.what}`,
            fix: [...wordFires(hold, world), 'look at the host by another way (console, VPN)'].join('\n'),
            changed: 'unknown',
        }),
    };
}
/** What a later look needs, should this run be cut off. */
function noteOf({ activation, hold, request }, phase) {
    const { ready, guard } = hold;
    const { running, machineId, profile: recordedProfile, bootDefault } = ready.look;
    return {
        phase,
        node: activation.node,
        host: ready.host,
        profileQuestion: ready.profile,
        wantedProfile: activation.profile,
        recorded: { running, machineId, profile: recordedProfile, bootDefault },
        flags: { boot: request.engine.boot, test: request.engine.test },
        guard: guard?.watches ? guard.id : undefined,
        fires: guard?.watches ? guard.fires : undefined,
        patience: activation.seconds + 30,
    };
}

;// CONCATENATED MODULE: ./lib/stages/go-back.js




/** What is not as wanted goes back to exactly what was recorded, or stays where somebody said so (`on-failure: keep`), and is looked at again. */
async function goBack(switching, wrong, done) {
    const { hold, world, request, activation, question } = switching;
    const { ready, guard } = hold;
    if (guard === undefined)
        return wrong;
    if (activation.isStanding || !isToGoBack(request, activation.rollsBack)) {
        const order = { ...whatToRemember(switching, wrong.after?.watchedToplevel), keeps: !request.engine.boot };
        const left = await Promise.race([
            (0,host_guard/* letBe */.Lq)(ready.host, { ...question, patience: 0 }, guard, world, order),
            cutOff(switching),
        ]);
        tellUnremembered(left, switching);
        const goesBack = left.state === 'firing' || left.state === 'back';
        if (!goesBack && !(left.look instanceof lib_fault/* Fault */.vC))
            return { ...wrong, ...keptAs(switching, wrong, left.look), after: left.look };
        // nobody could disarm it in time, so it goes back by itself
    }
    if (done === undefined) {
        world.tell({ kind: 'stage', title: `put ${ready.host.login.host} back` });
        world.tell({
            kind: 'line',
            from: 'us',
            text: `${wrong.fault?.what ?? 'not as wanted'}: what ran before is put back`,
        });
    }
    const answer = done ?? (await orderBack(switching, guard));
    if (answer.look instanceof lib_fault/* Fault */.vC)
        return { ...wrong, ...notSeenBack(answer.look, wrong, switching), after: undefined };
    return { ...wrong, ...judgeBack(ready.look, answer.look, answer, wrong), after: answer.look };
}
/** Our session may outlive an sshd that has ended; else the guard acts by itself when its time comes, and that is waited for. */
async function orderBack(switching, guard) {
    const { hold, world, question } = switching;
    hold.orderBack();
    const ask = () => (0,host_guard/* putBack */.pK)(hold.ready.host, { ...question, patience: 30 }, guard, world);
    return (await askUntil(ask, untilBack(hold, world, 0), switching)).answer;
}
/** What stays although it is not as wanted: it ran before this run already, or somebody said so. */
function keptAs({ activation }, { changed, fault, before }, after) {
    if (fault === undefined)
        return {};
    const boots = after.bootDefault === before.running && !activation.isStanding
        ? ', and a reboot starts the old system'
        : '';
    const what = activation.isStanding
        ? `${fault.what}; it ran before already, and is not made the boot default`
        : `${fault.what}; it is kept (on-failure: keep)${boots}`;
    const fix = fault.fix ?? 'deploy what mends it, or go back: mode: rollback';
    const now = activation.isStanding ? 'no' : changed;
    return { changed: now, fault: new lib_fault/* Fault */.vC({ ...fault, what, fix, changed: now }) };
}
/** What a look says after a way back. */
function judgeBack(before, after, { state, isDegraded }, { fault: cause, newlyFailed }) {
    const because = cause?.what ?? 'the new system was not as wanted';
    const more = { why: cause?.why, fix: cause?.fix, lastLines: cause?.lastLines ?? [] };
    if (sameSystem(before, after)) {
        const units = (after.failedUnits ?? []).filter((unit) => !(before.failedUnits ?? []).includes(unit));
        const degraded = isDegraded || units.length > 0 ? `; of its units failed: ${units.join(', ') || 'some'}` : '';
        const what = `${because}, so the old system was put back: ${judge_describe(after)}${degraded}`;
        const fault = new lib_fault/* Fault */.vC({ code: 'rolled-back', what, ...more, changed: 'no' });
        return { result: 'rolled-back', changed: 'no', newlyFailed: units, fault };
    }
    const superseded = state === 'superseded';
    const fault = new lib_fault/* Fault */.vC({
        code: superseded ? 'superseded' : 'way-back-stuck',
        what: `${because}; ${superseded
            ? 'meanwhile somebody switched the host to another system, which was left alone'
            : 'the way back did not come to its end'}: ${judge_describe(after)}`,
        ...more,
        fix: superseded
            ? 'ask who repaired the host, then deploy again'
            : 'on the host, as root: cat /var/lib/cassie-deploy/guard/*/log; a reboot starts its boot default',
        changed: 'yes',
    });
    return { result: 'failed', changed: 'yes', newlyFailed, fault };
}
function notSeenBack(fault, wrong, { hold, world }) {
    return {
        result: 'unknown',
        changed: 'unknown',
        newlyFailed: wrong.newlyFailed,
        fault: new lib_fault/* Fault */.vC({
            code: 'host-not-seen',
            what: `${wrong.fault?.what ?? 'the new system was not as wanted'}; the way back was ordered, and then nobody could look: ${fault.what}`,
            fix: [...wordFires(hold, world), 'look at the host by another way (console, VPN)'].join('\n'),
            changed: 'unknown',
        }),
    };
}

;// CONCATENATED MODULE: ./lib/stages/prunable.js
/**
 * The generations beyond the newest `keep`, oldest first, without those that are needed or may be: the profile's current one, those of the running and
 * booted systems and of the boot default, those that the host was rolled back from, and those of `recorded`, which are profiles or systems.
 */
function prunable(seen, keep, recorded) {
    const needed = new Set([...systemsOf(seen), seen.profile, ...seen.held, ...recorded]);
    return seen.generations
        .toSorted((a, b) => b.generation - a.generation)
        .slice(Math.max(keep, 1))
        .filter((one) => !one.current && !pathsOf(one).some((path) => needed.has(path)) && !mayBeNeeded(one, seen))
        .map(({ generation, storePath }) => ({ generation, storePath }))
        .toReversed();
}
function systemsOf({ running, booted, bootDefault }) {
    return [running, booted, bootDefault];
}
function pathsOf({ storePath, toplevel }) {
    return toplevel === undefined ? [storePath] : [storePath, toplevel];
}
/** A system that can't be read may be any; one that is no generation's own may be the specialisation of any that has some. */
function mayBeNeeded({ toplevel, specialisations }, seen) {
    if (toplevel === undefined)
        return false;
    return systemsOf(seen).some((path) => {
        if (path === undefined)
            return true;
        return specialisations.length > 0 && seen.generations.every((one) => one.toplevel !== path);
    });
}

;// CONCATENATED MODULE: ./lib/stages/commit.js






/** Compare, disarm, make it boot, look: one login, tried again until the guard would have put the host back. What it finds otherwise goes back. */
async function commit(switching, first, seen) {
    const { hold, question, world, request } = switching;
    const { before } = first;
    const { guard, ready } = hold;
    if (guard === undefined)
        return first;
    const verified = whatWasVerified(switching, seen, before);
    const { answer, silence } = await askUntil(() => (0,host_guard/* commitHost */.sS)(ready.host, { ...question, patience: 0 }, guard, verified, world), untilBack(hold, world, request.verify.timeout), switching);
    const { look, end } = answer;
    tellUnremembered(answer, switching);
    if (look instanceof lib_fault/* Fault */.vC)
        return { ...first, ...notSeenAgain(look, switching), after: undefined };
    if (end?.kind === 'committed' && end.guardWasDead)
        world.tell({
            kind: 'warning',
            text: `the guard on ${ready.host.login.host} had died before it was disarmed`,
        });
    const seenNow = judgeSecond(switching, before, look, end);
    if (silence !== undefined && seenNow.result !== 'deployed')
        return goBack(switching, { ...seenNow, ...failedBy(letInOnce(silence)) });
    return afterCommit(switching, seenNow, answer, end);
}
function judgeSecond({ activation, request }, before, after, end) {
    const verdict = judge({
        profile: activation.profile,
        toplevel: after.watchedToplevel,
        before,
        after,
        engine: { code: 0, signal: undefined, lines: [] },
        flags: { boot: false, test: request.engine.test || end?.kind === 'differs' },
        showsWayBack: false,
        isIgnored: ignores(request),
    });
    return { ...verdict, before, after };
}
function letInOnce(silence) {
    return new lib_fault/* Fault */.vC({
        code: 'let-in-once',
        what: 'the new system let one login in, and the next ones not',
        why: silence.what,
        fix: silence.fix,
        changed: 'yes',
    });
}
function whatWasVerified(switching, seen, before) {
    const { activation, request } = switching;
    const running = seen.running ?? '';
    return {
        machineId: seen.machineId,
        bootId: before.bootId,
        running,
        profile: activation.profile,
        knownFailed: before.failedUnits ?? [],
        ignoredUnits: request.verify.ignoredUnits,
        commits: !request.engine.test,
        rollsBack: isToGoBack(request, activation.rollsBack),
        prune: request.keepGenerations === undefined || request.engine.test
            ? []
            : prunable(seen, request.keepGenerations, [before.running, before.profile]),
        ...whatToRemember(switching, running),
    };
}
async function afterCommit(switching, seen, answer, end) {
    if (end?.kind === 'committed')
        return seen;
    if (end?.kind === 'not-committed')
        return goBack(switching, notBootable(seen, end.why), answer);
    if (seen.result !== 'deployed')
        return goBack(switching, seen);
    const why = end?.kind === 'differs' ? end.why : 'the guard had begun to put the old system back';
    const fault = new lib_fault/* Fault */.vC({
        code: 'not-verified',
        what: 'the new system ran, but did not stay as it was verified',
        why,
        changed: 'yes',
    });
    return goBack(switching, { ...seen, ...failedBy(fault) });
}
function notBootable(seen, why) {
    const fault = new lib_fault/* Fault */.vC({
        code: 'boot-loader-failed',
        what: 'the new system runs and is well, but could not be made the boot default',
        fix: 'on the host: df -h /boot; bootctl status (an entry set with bootctl set-default or set-oneshot wins over the boot loader); the lines above are its own',
        lastLines: why.split('\n').slice(-8),
        changed: 'yes',
    });
    return { ...seen, ...failedBy(fault) };
}

// EXTERNAL MODULE: ./lib/stages/health-words.js
var health_words = __webpack_require__(3997);
;// CONCATENATED MODULE: ./lib/stages/health-try.js






/** One try of a check. */
async function tryOnce(check, on, bounds, world) {
    switch (check.kind) {
        case 'unit':
            return whyUnit(check.unit, await onHost(`systemctl is-active ${(0,quote/* shellWord */.r)(check.unit)}`, on, bounds, world));
        case 'command':
            return whyEnded(await onHost(check.command, on, bounds, world));
        case 'runner-command':
            return whyEnded(await onRunner(check.command, on, bounds, world));
        case 'tcp':
            return tryTcp(check.host ?? on.address, check.port, bounds.signal);
        case 'http': {
            const { tryHttp } = await __webpack_require__.e(/* import() */ 966).then(__webpack_require__.bind(__webpack_require__, 2966));
            return tryHttp(check, bounds.signal);
        }
    }
}
/**
 * Over the connection that was opened before the switch; where it is gone, or takes no more sessions (MaxSessions), ssh opens its own.
 * A command that is given up is ended on the host too, where there is a `timeout`.
 */
async function onHost(command, { host }, bounds, world) {
    const seconds = Math.ceil(bounds.limit / 1000) + 1;
    const bounded = `command -v timeout >/dev/null && exec timeout ${seconds} /bin/sh -c ${(0,quote/* shellWord */.r)(command)}`;
    const start = (env) => world.startUncut({
        program: host.client.program,
        args: [host.client.alias, (0,over_ssh/* remoteShell */.v)(`${bounded}\nexec /bin/sh -c ${(0,quote/* shellWord */.r)(command)}`)],
        env,
        timeout: bounds.limit,
    });
    if (!bounds.shared)
        return start(host.client.env);
    const finished = await start(host.client.sharing);
    const isRefused = finished.code === 255 && /^mux_client_request_session: /m.test(finished.stderr);
    return isRefused && !bounds.signal.aborted ? start(host.client.env) : finished;
}
function onRunner(command, { folder }, { limit }, world) {
    return world.startUncut({ program: 'sh', args: ['-c', command], cwd: folder, timeout: limit });
}
function whyUnit(unit, finished) {
    const state = (0,plain_text/* lastLines */.w)(finished.stdout, 1)[0];
    if (finished.code === 0 && state === 'active')
        return undefined;
    return state === undefined || !/^[a-z-]{1,40}$/.test(state) ? whyEnded(finished) : `${unit} is ${state}`;
}
function whyEnded(finished) {
    const { code, signal, stdout, stderr, notStarted } = finished;
    if (code === 0)
        return undefined;
    if (finished.ended !== 'by-itself')
        return health_words/* NO_ANSWER */.Dn;
    if (notStarted !== undefined)
        return `it could not be started: ${(0,health_words/* oneLine */.TN)(notStarted)}`;
    const last = (0,plain_text/* lastLines */.w)(stderr, 1)[0] ?? (0,plain_text/* lastLines */.w)(stdout, 1)[0];
    const end = code === undefined ? `${signal ?? 'a signal'} ended it` : `it ended with ${code}`;
    return last === undefined ? end : `${end}: ${(0,health_words/* oneLine */.TN)(last)}`;
}
function tryTcp(host, port, signal) {
    return new Promise((resolve) => {
        const socket = (0,external_node_net_.connect)({ host, port, lookup: lookUpAsSsh });
        const end = (why) => {
            socket.destroy();
            resolve(why);
        };
        signal.addEventListener('abort', () => end(health_words/* NO_ANSWER */.Dn), { once: true });
        socket.once('connect', () => end(undefined));
        socket.on('error', (error) => end((0,health_words/* wordConnection */.Db)(error)));
    });
}

;// CONCATENATED MODULE: ./lib/stages/lane.js
/** Lets at most `width` of those who enter go on at once; the others wait in their order. What is returned leaves again. */
function openLane(width) {
    let inside = 0;
    const waiting = [];
    const leave = () => {
        const next = waiting.shift();
        if (next === undefined)
            inside--;
        else
            next();
    };
    return async () => {
        if (inside === width)
            await new Promise((resolve) => waiting.push(resolve));
        else
            inside++;
        return leave;
    };
}

;// CONCATENATED MODULE: ./lib/stages/health.js




/**
 * Runs all checks side by side; each is tried until it is well, its retries are used up, or there is no time for the next try.
 * All ends by `until` (milliseconds, as `world.now()`), and at once when the run is interrupted; what is not well by then is not ok. It never throws.
 */
async function runHealthChecks(checks, on, until, world) {
    const lane = openLane(LOGINS);
    return Promise.all(checks.map(async (check) => {
        const began = world.now();
        const end = await tryUntilWell(check, on, until, { ...world, lane });
        const seconds = Math.round((world.now() - began) / 100) / 10;
        const result = { name: check.name, ok: end.why === undefined, ...end, seconds };
        world.tell({ kind: 'line', from: 'us', text: wordResult(result) });
        return result;
    }));
}
/** Sessions at once: sshd takes ten over one connection (MaxSessions), and begins to drop logins from ten on (MaxStartups). */
const LOGINS = 8;
const CANCELLED = 'the run was cancelled';
async function tryUntilWell(check, on, until, world) {
    let why;
    let shared = true;
    for (let tries = 1, wait = check.grace;; tries++, wait = check.interval) {
        if (wait * 1000 >= until - world.now())
            return { tries: tries - 1, why: noTime(why) };
        await waitFor(wait * 1000, world);
        const leave = isOnHost(check) ? await world.lane() : () => undefined;
        const left = until - world.now();
        const own = check.timeout * 1000;
        if (world.interrupted.aborted || left <= 0) {
            leave();
            return { tries: tries - 1, why: world.interrupted.aborted ? CANCELLED : noTime(why) };
        }
        const failure = await boundedTry(check, on, { limit: Math.min(own, left), shared }, world).finally(leave);
        if (failure === undefined)
            return { tries, why: undefined };
        if (world.interrupted.aborted)
            return { tries, why: CANCELLED };
        // a try that verify-timeout cut short says less than the one before it
        if (failure === health_words/* NO_ANSWER */.Dn && left <= own)
            return { tries, why: `still not well when verify-timeout was over: ${why ?? health_words/* NO_ANSWER */.Dn}` };
        why = failure === health_words/* NO_ANSWER */.Dn ? `${health_words/* NO_ANSWER */.Dn} within ${check.timeout} s` : failure;
        // a shared connection that a new firewall swallows says nothing: the next try logs in anew
        shared &&= failure !== health_words/* NO_ANSWER */.Dn;
        if (tries > check.retries)
            return { tries, why };
        world.tell({ kind: 'detail', text: `${check.name}: ${why}; trying again in ${check.interval} s` });
    }
}
function isOnHost({ kind }) {
    return kind === 'unit' || kind === 'command';
}
function noTime(why) {
    return why === undefined
        ? 'verify-timeout left no time to try it'
        : `${why}, and verify-timeout left no time for another try`;
}
/** One try, ended by `limit` (milliseconds) or an interruption even where what it started does not end. */
function boundedTry(check, on, { limit, shared }, world) {
    return new Promise((resolve) => {
        const stop = new AbortController();
        const end = (why) => {
            clearTimeout(timer);
            world.interrupted.removeEventListener('abort', onInterrupt);
            stop.abort();
            resolve(why);
        };
        const onInterrupt = () => end(CANCELLED);
        const timer = setTimeout(() => end(health_words/* NO_ANSWER */.Dn), limit);
        world.interrupted.addEventListener('abort', onInterrupt, { once: true });
        tryOnce(check, on, { limit, signal: stop.signal, shared }, world).then(end, (error) => end((0,health_words/* oneLine */.TN)(String(error))));
    });
}
async function waitFor(milliseconds, { interrupted }) {
    if (milliseconds > 0)
        await (0,promises_.setTimeout)(milliseconds, undefined, { signal: interrupted }).catch(() => undefined);
}
function wordResult({ name, ok, tries, why, seconds }) {
    const after = `${tries === 1 ? '1 try' : `${tries} tries`}, ${seconds} s`;
    return ok ? `${name}: well (${after})` : `${name}: not well: ${why} (${after})`;
}

;// CONCATENATED MODULE: ./lib/stages/verify.js









/** What the first login saw is as wanted: it must still be so after a while, to a second login and to every health check, and only then it boots. */
async function verifyAndCommit(switching, first) {
    const { request, hold, world } = switching;
    if (first.result === 'staged')
        return dropRecord(switching, first);
    world.tell({ kind: 'stage', title: `verify ${hold.ready.host.login.host}` });
    const until = world.now() + request.verify.timeout * 1000;
    const [unhealthy] = await Promise.race([
        Promise.all([healthFault(switching, until), (0,promises_.setTimeout)(request.verify.settle * 1000)]),
        cutOff(switching),
    ]);
    if (unhealthy !== undefined)
        return goBack(switching, { ...first, ...failedBy(unhealthy) });
    if (hold.guard === undefined || first.after === undefined)
        return secondLook(switching, first);
    return commit(switching, first, first.after);
}
/** Nothing was activated: what runs already is verified like what a switch brought, and then it boots. Where it is not known what had failed before it came, nothing may fail. */
async function commitStanding(activation, hold, { request, world }) {
    const { uncommitted } = hold.ready.look;
    const failedUnits = uncommitted?.profile === activation.profile ? uncommitted.knownFailed : [];
    const before = { ...hold.ready.look, failedUnits };
    const question = { profile: hold.ready.profile, watched: activation.profile };
    const standing = {
        before,
        after: before,
        result: 'deployed',
        changed: 'yes',
        newlyFailed: [],
        fault: undefined,
    };
    const switching = { activation, hold, request, world, question };
    world.remember(noteOf(switching, 'switching'));
    const switched = await verifyAndCommit(switching, standing);
    world.remember(noteOf(switching, 'seen'));
    return { ...switched, before: hold.ready.look };
}
/** How long a host may be silent that has nothing left to do but forget. Milliseconds. */
const LATE = 30_000;
/** The next boot is prepared, and nothing that runs was changed: there is no more to put back. */
async function dropRecord(switching, seen) {
    const { hold, question, world } = switching;
    const { guard, ready } = hold;
    if (guard === undefined)
        return seen;
    const order = { ...whatToRemember(switching, seen.after?.watchedToplevel), keeps: false };
    const ask = () => (0,host_guard/* letBe */.Lq)(ready.host, { ...question, patience: 0 }, guard, world, order);
    tellUnremembered((await askUntil(ask, world.now() + LATE, switching)).answer, switching);
    return seen;
}
async function healthFault({ request, hold, world }, until) {
    const { checks } = request.verify;
    if (checks.length === 0)
        return undefined;
    const { host } = hold.ready;
    const results = await runHealthChecks(checks, { host, address: host.login.host, folder: request.workingDirectory }, until, world);
    const bad = results.filter(({ ok }) => !ok);
    if (bad.length === 0)
        return undefined;
    return new lib_fault/* Fault */.vC({
        code: 'health-check-failed',
        what: `the new system runs, but is not healthy: ${bad.map(({ name }) => name).join(', ')}`,
        why: bad.map(wordHealth).join('; '),
        changed: 'yes',
    });
}
function wordHealth({ name, why, tries }) {
    return `${name}: ${why ?? 'not healthy'} (${tries} ${tries === 1 ? 'try' : 'tries'})`;
}
/** Where there is no guard, the second login decides alone. */
async function secondLook(switching, first) {
    const { hold, question, world, activation, request } = switching;
    const look = await Promise.race([
        (0,over_ssh/* lookFresh */.Wj)(hold.ready.host, { ...question, patience: 30 }, world),
        cutOff(switching),
    ]);
    if (look instanceof lib_fault/* Fault */.vC)
        return { ...first, ...notSeenAgain(look, switching), after: undefined };
    const verdict = judge({
        profile: activation.profile,
        toplevel: look.watchedToplevel,
        before: first.before,
        after: look,
        engine: { code: 0, signal: undefined, lines: [] },
        flags: { boot: false, test: request.engine.test },
        showsWayBack: true,
        isIgnored: ignores(request),
    });
    return { ...first, ...verdict, after: look };
}

;// CONCATENATED MODULE: ./lib/stages/switch.js











/** Activates, and only what fresh logins have verified becomes the boot default; anything else is put back to what was recorded. */
async function switchHost(activation, hold, { request, world }) {
    const question = { profile: hold.ready.profile, watched: activation.profile };
    const switching = { activation, hold, request, world, question };
    world.remember(noteOf(switching, 'switching'));
    const engine = await Promise.race([activation.begin(), cutOff(switching)]);
    const first = await lookWhenFinal(switching);
    const extended = { ...switching, hold: withMoreTime(hold, first, switching) };
    world.remember(noteOf(extended, 'switching'));
    const switched = await conclude(extended, engine, first);
    world.remember(noteOf(extended, 'seen'));
    // what another machine runs is no news of this one
    const isSame = switched.after?.machineId === switched.before.machineId;
    return { ...switched, after: isSame ? switched.after : undefined };
}
/** The first look has given the guard time for the verification. */
function withMoreTime(hold, { state }, { request, world }) {
    if (hold.guard === undefined || state !== 'armed')
        return hold;
    return { ...hold, guard: { ...hold.guard, fires: world.now() + secondsToVerify(request) * 1000 } };
}
function secondsToVerify({ verify }) {
    return verify.timeout + 30;
}
/** From the first look on a host that is still: it is as wanted and proves itself, or is as it was, or goes back. */
async function conclude(switching, engine, first) {
    const { activation, hold, request } = switching;
    const before = hold.ready.look;
    const after = first.look;
    if (after instanceof lib_fault/* Fault */.vC)
        return { ...unseen(after, engine, switching), before, after: undefined };
    const verdict = judge({
        profile: activation.profile,
        toplevel: after.watchedToplevel,
        before,
        after,
        engine,
        flags: { boot: request.engine.boot, test: request.engine.test || isCommittedLater(hold, request) },
        showsWayBack: hold.guard === undefined || !isToGoBack(request, activation.rollsBack),
        isIgnored: ignores(request),
    });
    if (!activation.keepsDefault &&
        isCommittedLater(hold, request) &&
        after.bootDefault === after.watchedToplevel)
        switching.world.tell({ kind: 'warning', text: STILL_BOOTS_NEW });
    const seen = { ...verdict, before, after };
    if (first.state === 'back' && verdict.result === 'deployed')
        return { ...seen, result: 'unchanged', changed: 'no' }; // it was as wanted already
    if (verdict.result === 'unknown' || first.state === 'back')
        return seen;
    if (verdict.result === 'deployed' || verdict.result === 'staged')
        return verifyAndCommit(switching, seen);
    return goBack(switching, seen);
}
const STILL_BOOTS_NEW = 'the old system could not be made the boot default again (the log of the guard tells why): until the commit a power cut boots the new one, unverified';
/** Until the commit the old system boots; where the activation could not leave that to us, the first look has put it right. */
function isCommittedLater({ guard }, { engine }) {
    return guard !== undefined && !engine.boot;
}
/** Fresh logins until one sees a host on which nothing moves: for as long as the activation may take, or until its guard has put it back. */
async function lookWhenFinal(switching) {
    const { activation, hold, world, question } = switching;
    const until = untilBack(hold, world, activation.seconds + 30);
    let glance = (0,over_ssh/* glanceAt */.ML)(hold.ready.host, { ...question, patience: 0 }, world);
    const ask = (patience) => {
        const first = glance;
        glance = undefined;
        return firstLook(switching, patience, first);
    };
    return (await askUntil(ask, until, switching)).answer;
}
async function firstLook({ hold, question, world, request, activation }, patience, glance) {
    const { guard, ready } = hold;
    if (guard === undefined) {
        const look = await (0,over_ssh/* lookFresh */.Wj)(ready.host, { ...question, patience }, world, glance);
        return { look, state: undefined, isDegraded: false, said: [] };
    }
    const keepOldDefault = !activation.keepsDefault && !request.engine.boot;
    const more = { seconds: secondsToVerify(request), keepOldDefault };
    return (0,host_guard/* lookAndExtend */.rA)(ready.host, { ...question, patience }, guard, more, world, glance);
}
function unseen(fault, engine, { hold, world }) {
    const said = engineCause(engine.lines.map(({ text }) => text).join('\n'), true)?.why;
    return {
        result: 'unknown',
        changed: 'unknown',
        newlyFailed: [],
        fault: new lib_fault/* Fault */.vC({
            code: 'host-not-seen',
            what: `after the switch nobody could look at the host: ${fault.what}`,
            why: `${wordEnd(engine)}, which proves nothing${said === undefined ? '' : `; by its last words, ${said}`}`,
            fix: [
                ...wordFires(hold, world),
                `look at the host by another way (console, VPN)${wordOld(hold.ready.look)}`,
                ...(fault.code.startsWith('host-key')
                    ? ['if it was meant to get another host key, compare that key there, pin it, and run again']
                    : []),
            ].join('\n'),
            lastLines: tellingLines(engine.lines, 8),
            changed: 'unknown',
        }),
    };
}
function wordOld({ running, profileGeneration }) {
    const ran = running === undefined ? '' : `; before the switch it ran ${(0,store_path/* storePathName */.y)(running)}`;
    return profileGeneration === undefined
        ? ran
        : `${ran}, and generation ${profileGeneration} in its boot menu is the old one`;
}

;// CONCATENATED MODULE: ./lib/stages/switch-profile.js






/** Brings the closure, takes the host's lock, arms its guard, and lets deploy-rs switch. */
async function switchProfile(built, ready, run) {
    const { request, world } = run;
    world.tell({ kind: 'stage', title: `copy to ${ready.host.login.host}` });
    const { brought, held } = await prepare(built, ready, run);
    // the run that we waited for may have brought it
    if (whatLacks(built.storePath, held.ready.look, request.engine, built.profile === 'system') === 'nothing') {
        brought.engine.stop();
        await held.abandon();
        return { wanted: brought.profile, ...unchanged(held) };
    }
    world.tell({ kind: 'stage', title: `switch ${ready.host.login.host}` });
    try {
        return {
            wanted: brought.profile,
            ...(await switchHost(activationOf(brought), held, { request, world })),
        };
    }
    finally {
        held.release();
    }
}
/** Nothing was done after all. */
function unchanged({ ready: { look } }) {
    return { before: look, after: look, result: 'unchanged', changed: 'no', newlyFailed: [], fault: undefined };
}
/** The system runs and is the profile already, but an earlier run was cut off before it became the boot default, or was a `test`. `moved`: under the lock it was not so any more. */
async function commitProfile({ node, profile, leaves, isAutomatic }, ready, { request, world }) {
    world.tell({ kind: 'stage', title: `commit ${ready.host.login.host}` });
    const intent = {
        coming: profile,
        isSystem: true,
        switchSeconds: undefined,
        deployRs: undefined,
        isAutomatic,
    };
    const held = await hold(ready, intent, request, world);
    // whoever held the lock before us may have moved the host
    if (whatLacks(profile, held.ready.look, request.engine) !== 'the commit') {
        await held.abandon();
        return { moved: held.ready };
    }
    const activation = {
        node,
        profile,
        isStanding: true,
        keepsDefault: true,
        seconds: 0,
        rollsBack: false,
        leaves,
        begin: async () => ({ code: 0, signal: undefined, lines: [] }),
    };
    try {
        return await commitStanding(activation, held, { request, world });
    }
    finally {
        held.release();
    }
}
/** Whatever goes wrong here leaves the host as it was: deploy-rs has not begun, and a guard that was armed is taken back. */
async function prepare(built, ready, run) {
    const { request, world } = run;
    let brought = await bringClosure(built, ready, run, request.engine.test || mayBeTested(built, run));
    let held;
    try {
        held = await hold(ready, intentOf(brought), request, world);
        if (brought.test && !staysTested(held, request.engine.test, mayBeTested(built, run))) {
            brought.engine.stop();
            brought = await bringClosure(built, ready, run, false);
        }
        if (!brought.test && !request.engine.boot && held.guard !== undefined)
            world.tell({ kind: 'warning', text: WINDOW });
        return { brought, held: await held.stillStands() };
    }
    catch (thrown) {
        brought.engine.stop();
        await held?.abandon();
        throw thrown;
    }
}
const WINDOW = "this closure's deploy-rs library can't activate a system without making it the boot default, so between the activation and the moment after it a power cut would boot the new system unverified; update the deploy-rs input of the flake to 1.0.0";
/** With --test the new system boots only after a commit of ours, which takes a session as root; a library that doesn't know it would switch for good. */
function staysTested({ canBeTested, guard }, isAsked, isLikely) {
    if (!isAsked)
        return canBeTested !== false && guard !== undefined;
    if (canBeTested ?? isLikely)
        return true;
    throw new lib_fault/* Fault */.vC({
        code: 'test-not-possible',
        what: "test: true is not possible: this closure's deploy-rs library can't activate a system without making it the boot default",
        fix: 'update the deploy-rs input of the flake to 1.0.0 or newer (nix flake update deploy-rs), or leave test out',
        refused: true,
    });
}
function intentOf({ built: { settings }, profile }) {
    return {
        coming: profile,
        isSystem: settings.user === 'root',
        switchSeconds: settings.activationTimeout + settings.confirmTimeout,
        deployRs: { tempPath: settings.tempPath ?? '/tmp' },
        isAutomatic: true,
    };
}
function activationOf({ built: { node, settings }, profile, test, engine, openGate }) {
    return {
        node,
        profile,
        isStanding: false,
        keepsDefault: test,
        seconds: settings.activationTimeout + settings.confirmTimeout,
        rollsBack: settings.autoRollback,
        leaves: [],
        begin: () => {
            openGate();
            return engine.end;
        },
    };
}

;// CONCATENATED MODULE: ./lib/deploy.js











/** Evaluates once, builds once and says what would be deployed. No secret is asked for and no host is touched. */
function plan(request, world) {
    return asOutcome(world, async () => {
        const { run, planned } = await evaluate(request, world, findFitNix(request, world));
        const built = await build(planned, run);
        return { nodes: built.profiles.map(plannedOutcome), planDigest: built.digest };
    });
}
/**
 * Evaluates once, builds once while it looks at every host, and only when all of them let us in: brings each its closure, lets deploy-rs switch it,
 * and says what a fresh login sees then.
 */
function deploy(request, world) {
    return asOutcome(world, async () => {
        const nix = findFitNix(request, world);
        nix.catch(() => undefined); // told by evaluate; a key that can't be used comes first
        const key = await placeKey(request, world);
        const { run, planned } = await evaluate(request, world, nix);
        refuseOneHostForMany(request, planned.profiles);
        const [built, reached] = await Promise.all([build(planned, run), reachHosts(planned.profiles, run, key)]);
        const hosts = built.profiles.map((profile, at) => ({ profile, ready: reached[at] }));
        refuseOneMachineForMany(hosts);
        const nodes = whyNoneIsTouched(hosts) ??
            (await eachHost(hosts, world, (profile, ready) => deployProfile(profile, ready, speakingFor(profile.node, built.profiles, run))));
        return { nodes, planDigest: built.digest };
    });
}
/** One profile of one node. */
async function deployProfile(profile, ready, run) {
    const { request, world } = run;
    const outcome = reachedOutcome(profile, ready);
    compareHostName(profile, ready.look, request.allowHostMismatch, world);
    // during a long build anybody may have changed the host, so an old look proves nothing
    const lackIn = ({ look }) => whatLacks(profile.storePath, look, request.engine, profile.profile === 'system');
    const now = lackIn(ready) === 'nothing' ? await recordHost(ready, world) : ready;
    const lack = lackIn(now);
    if (lack === 'nothing')
        return { ...outcome, result: 'unchanged', before: now.look, after: now.look };
    refuseFrozen(now.look.frozen);
    const committed = lack === 'the commit' ? await commitStandingOne(profile, now, run) : { moved: now };
    if (!('moved' in committed))
        return { ...outcome, ...committed };
    return { ...outcome, ...(await switchProfile(profile, committed.moved, run)) };
}
/** Only root can; where nobody wanted a guard, a user without these rights deploys it once more. */
async function commitStandingOne({ node, storePath, settings }, ready, run) {
    if (storePath === undefined || settings.user !== 'root')
        return { moved: ready };
    const standing = { node, profile: storePath, leaves: [], isAutomatic: true };
    return commitProfile(standing, ready, run).catch((thrown) => {
        if (thrown instanceof lib_fault/* Fault */.vC && thrown.code === 'root-needed' && !run.request.guard)
            return { moved: ready };
        throw thrown;
    });
}
/** Whether the other tools are fit is looked at beside the evaluation, and told first. */
async function evaluate(request, world, found) {
    world.tell({ kind: 'stage', title: 'evaluate' });
    const nix = await found;
    const evaluated = planDeploy(request, nix);
    evaluated.catch(() => undefined); // told below, after the tools
    const tools = await findTools(request, nix, world);
    const planned = withStorePath(await evaluated, request.storePath);
    if (request.nix.flakeCheck)
        await checkFlake(nix, planned.flake);
    return { run: { request, world, nix, tools }, planned };
}
function build(planned, { nix, world }) {
    world.tell({ kind: 'stage', title: 'build' });
    return buildPlan(planned, nix, world.folder);
}

;// CONCATENATED MODULE: ./lib/stages/find-hosts.js



/**
 * The hosts of a run that builds nothing. Where ssh-host and a user are given nothing is evaluated, and Nix need not even be there: when such a run is
 * needed most, the flake is what is broken.
 */
async function findHosts(request, world) {
    const tools = { ssh: await findSsh() };
    const named = namedHost(request);
    if (named !== undefined)
        return { profiles: [named], tools };
    const profiles = await evaluateHosts(request, world).catch((thrown) => {
        throw withWayOut(thrown, request);
    });
    refuseOneHostForMany(request, profiles);
    return { profiles, tools };
}
/** The system of the one host that the inputs name; undefined: only the flake knows. */
function namedHost({ ssh, engine, targets }) {
    if (ssh.host === undefined || ssh.user === undefined || !isOneSystem(targets))
        return undefined;
    return {
        node: targets[0].node ?? ssh.host.name,
        profile: 'system',
        hostname: ssh.host.name,
        profilePath: undefined,
        settings: { sshUser: ssh.user, sshOpts: [], user: 'root', sudo: engine.sudo },
    };
}
/** Of another profile only the flake knows whose it is. */
function isOneSystem([{ profile }, ...others]) {
    return others.length === 0 && (profile === undefined || profile === 'system');
}
async function evaluateHosts(request, world) {
    world.tell({ kind: 'stage', title: 'evaluate' });
    const nix = await findFitNix(request, world);
    await findTools(request, nix, world);
    return planHosts(request, nix);
}
/** A flake, or a Nix, that fails need not be mended first. */
function withWayOut(thrown, { ssh, targets }) {
    if (!(thrown instanceof lib_fault/* Fault */.vC) || !isOneSystem(targets))
        return thrown;
    const way = `set ${ssh.host === undefined ? 'ssh-host and ssh-user' : 'ssh-user too'}: then the flake is not evaluated`;
    return new lib_fault/* Fault */.vC({ ...thrown, fix: thrown.fix === undefined ? way : `${thrown.fix}\nor ${way}` });
}

;// CONCATENATED MODULE: ./lib/host/prune.js





/** Deletes generations under the deploy lock, and looks. What it throws says whether something may be gone. */
async function pruneOnHost(host, question, { seen, generations, owner, wait }, world) {
    const errand = {
        texts: ['guard', 'commit', 'hold', 'prune'],
        given: {
            owner,
            wait: String(wait),
            prune: (0,host_guard/* pruneValue */.Sm)(generations),
            boot_id: seen.bootId,
            want_running: seen.running ?? '',
            want_profile: seen.profile ?? '',
            want_default: seen.bootDefault ?? '',
        },
        todo: 'prune',
        limit: wait + 1_200,
    };
    const { look, said } = await (0,over_ssh/* runErrand */.OJ)(host, question, errand, world);
    const fault = faultOfHold(said);
    if (fault !== undefined)
        throw fault;
    if (look instanceof lib_fault/* Fault */.vC)
        throw (0,over_ssh/* rootNeeded */.QZ)((0,over_ssh/* unlessRefused */.J0)(look), host, 'its generations can only be listed');
    const differs = said.find(({ word }) => word === 'differs');
    if (differs !== undefined)
        throw changedMeanwhile(differs.text);
    const menu = said.find(({ word }) => word === 'menu')?.text;
    const lines = said.filter(({ word }) => word === 'line').map(({ text }) => (0,plain_text/* plainText */.d)(text));
    return { look, menu: menu === 'written' || menu === 'failed' ? menu : 'not known', lines };
}
function changedMeanwhile(why) {
    return new lib_fault/* Fault */.vC({
        code: 'changed-meanwhile',
        what: `no generation was deleted, because the host is not as it was a moment before: ${why}`,
        fix: 'run again',
        refused: true,
    });
}

;// CONCATENATED MODULE: ./lib/stages/prune-host.js





/** Deletes the generations beyond the newest `keep` that nothing needs, and has the boot menu written anew without them. */
async function pruneHost(ready, keep, request, world) {
    const { look, host, profile } = await recordHost(ready, world);
    refuseFrozen(look.frozen);
    const unneeded = prunable(look, keep, []);
    if (unneeded.length === 0)
        return { result: 'listed', changed: 'no', after: undefined, notes: [prune_host_NOTHING], fault: undefined };
    world.tell({ kind: 'stage', title: `delete generations on ${host.login.host}` });
    const order = { seen: look, generations: unneeded, owner: ownerLines(world), wait: request.lock.wait };
    const { look: after, menu, lines, } = await pruneOnHost(host, { profile, watched: undefined, patience: 0 }, order, world);
    const gone = unneeded.filter((one) => !after.generations.some(({ generation }) => generation === one.generation));
    const fault = prune_host_faultOf(unneeded, gone, { menu, lines }, look.bootDefault);
    return {
        result: fault === undefined ? 'listed' : 'failed',
        changed: gone.length === 0 ? 'no' : 'yes',
        after,
        notes: [`deleted: ${wordNumbers(gone)}`],
        fault,
    };
}
const prune_host_NOTHING = 'nothing to delete: the older generations are needed, or there are none';
function wordNumbers(generations) {
    const numbers = generations.map(({ generation }) => generation).join(', ');
    return numbers === '' ? 'none' : `generation${generations.length === 1 ? '' : 's'} ${numbers}`;
}
function prune_host_faultOf(wanted, gone, { menu, lines }, bootDefault) {
    const left = wanted.filter((one) => !gone.includes(one));
    if (left.length > 0)
        return new lib_fault/* Fault */.vC({
            code: 'generations-not-deleted',
            what: `${wordNumbers(left)} could not be deleted`,
            fix: 'on the host: df -h /nix; nix-env -p /nix/var/nix/profiles/system --list-generations',
            changed: gone.length === 0 ? 'no' : 'yes',
        });
    if (menu !== 'failed')
        return undefined;
    return new lib_fault/* Fault */.vC({
        code: 'boot-menu-not-written',
        what: `${wordNumbers(gone)} deleted, but the boot menu could not be written anew, so it still offers what is gone; its default boots`,
        lastLines: lines,
        fix: `on the host, as root: df -h /boot; ${bootDefault}/bin/switch-to-configuration boot`,
        changed: 'yes',
    });
}

;// CONCATENATED MODULE: ./lib/generations.js








/** Looks at every host, side by side, and says which generations it has. Nothing is built, and no host is changed unless `keep-generations` is given. */
function generations(request, world) {
    return asOutcome(world, async () => {
        const key = await placeKey(request, world);
        const { profiles, tools } = await findHosts(request, world);
        world.tell({ kind: 'stage', title: 'look' });
        const began = world.now();
        const reached = await reachHosts(profiles, { request, world, tools }, key);
        const nodes = await Promise.all(profiles.map(async (profile, at) => {
            const ready = reached[at];
            if (ready === undefined)
                return [];
            const speaking = worldSpeakingFor(profile.node, profiles, world);
            const outcome = await generationsOf(profile, ready, request, speaking);
            return [{ ...outcome, duration: world.now() - began }];
        }));
        return { nodes: nodes.flat(), planDigest: undefined };
    }, 'list generations');
}
async function generationsOf(profile, ready, request, world) {
    if (ready instanceof lib_fault/* Fault */.vC)
        return notReached(profile, ready);
    const outcome = { ...reachedOutcome(profile, ready), result: 'listed' };
    if (request.keepGenerations === undefined)
        return outcome;
    try {
        return { ...outcome, ...(await pruneHost(ready, request.keepGenerations, request, world)) };
    }
    catch (thrown) {
        const fault = (0,lib_fault/* faultOfRun */.Bf)(thrown, world.cancelled);
        return { ...outcome, result: (0,lib_outcome/* resultOfFault */.Hc)(fault), changed: fault.changed, fault };
    }
}

;// CONCATENATED MODULE: ./lib/github.js




function readGithub(environment) {
    const selfHosted = environment['RUNNER_ENVIRONMENT'] === 'self-hosted';
    const toolCache = environment['RUNNER_TOOL_CACHE'];
    return {
        event: readEvent(environment),
        workspace: environment['GITHUB_WORKSPACE'] || process.cwd(),
        tempFolder: environment['RUNNER_TEMP'] || undefined,
        memoryFolder: selfHosted && toolCache ? (0,external_node_path_.join)(toolCache, 'cassie-deploy') : undefined,
        githubHost: hostOf(environment['GITHUB_SERVER_URL'] || 'https://github.com'),
        runnerOs: environment['RUNNER_OS'] || process.platform,
        owner: ownerOf(environment),
    };
}
function ownerOf(environment) {
    const { GITHUB_ACTOR: actor, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = environment;
    const server = environment['GITHUB_SERVER_URL'] || 'https://github.com';
    return {
        name: [actor, repository].filter(Boolean).join(', ') || 'somebody',
        url: repository && run ? `${server}/${repository}/actions/runs/${run}` : undefined,
    };
}
function readEvent(environment) {
    const name = environment['GITHUB_EVENT_NAME'] || undefined;
    const payload = readPayload(environment['GITHUB_EVENT_PATH']);
    return {
        name,
        ref: environment['GITHUB_REF'] ?? '',
        deleted: payload['deleted'] === true,
        fromFork: (name === 'pull_request' || name === 'workflow_run') &&
            headRepository(payload) !== environment['GITHUB_REPOSITORY'],
    };
}
function headRepository(payload) {
    const pull = at(at(at(payload, 'pull_request'), 'head'), 'repo');
    const run = at(at(payload, 'workflow_run'), 'head_repository');
    return at(pull ?? run, 'full_name');
}
function at(value, key) {
    return isRecord(value) ? value[key] : undefined;
}
function readPayload(path) {
    if (path === undefined || path === '')
        return {};
    try {
        const payload = JSON.parse((0,external_node_fs_.readFileSync)(path, 'utf8'));
        return isRecord(payload) ? payload : {};
    }
    catch {
        return {}; // a runner without a readable event tells nothing of it: forks are then assumed
    }
}
function hostOf(url) {
    return URL.canParse(url) ? new URL(url).host : undefined;
}
/** What the post step will find as STATE_name, whatever becomes of us; the toolkit that writes the rest may not be loaded yet. */
function saveState(environment, name, value) {
    const file = environment['GITHUB_STATE'];
    if (file === undefined || file === '')
        return;
    const delimiter = `ghadelimiter_${(0,external_node_crypto_.randomUUID)()}`;
    (0,external_node_fs_.appendFileSync)(file, `${name}<<${delimiter}\n${value}\n${delimiter}\n`);
}

;// CONCATENATED MODULE: ./lib/host/lock.js




const TODO = {
    freeze: 'freeze',
    unfreeze: 'unfreeze',
    break: 'break_lock',
};
/** Seconds that a way back may take which the break of a lock orders. */
const WAY_BACK = 300;
/** Does it, and looks: what the host says it did, and what it shows then. Throws when it could not. */
async function orderLock(host, question, order, world) {
    const errand = {
        texts: ['guard', 'lock'],
        given: {
            owner: order.owner,
            frozen: [`message=${order.message}`, `until=${order.until ?? ''}`].map(plain_text/* plainText */.d).join('\n'),
            limit: String(WAY_BACK),
        },
        todo: TODO[order.action],
        limit: WAY_BACK,
    };
    const { look, said } = await (0,over_ssh/* runErrand */.OJ)(host, question, errand, world);
    if (look instanceof lib_fault/* Fault */.vC)
        throw (0,over_ssh/* rootNeeded */.QZ)((0,over_ssh/* unlessRefused */.J0)(look), host, 'its lock can only be looked at (lock: show)');
    const cannot = said.find(({ word }) => word === 'cannot');
    if (cannot !== undefined)
        throw new lib_fault/* Fault */.vC({
            code: 'lock-not-written',
            what: `the host could not be ${order.action === 'freeze' ? 'frozen' : 'unfrozen'}: ${(0,plain_text/* plainText */.d)(cannot.text)}`,
            fix: 'on the host: df -h / /var',
        });
    const stands = said.findLast(({ word }) => word === 'guard')?.text.split(' ')[0];
    return {
        look,
        did: said.find(({ word }) => word === 'did')?.text ?? 'nothing',
        holder: said.filter(({ word }) => word === 'holder').map(({ text }) => text),
        wayBack: host_look/* GUARD_STATES */.N8.find((state) => state === stands),
    };
}

;// CONCATENATED MODULE: ./lib/lock.js









/** Shows, freezes, unfreezes or breaks the deploy lock of every host, side by side. What the hosts run is not changed, but by a broken run's guard. */
function lock(request, world) {
    return asOutcome(world, async () => {
        const key = await placeKey(request, world);
        const { profiles, tools } = await findHosts(request, world);
        world.tell({ kind: 'stage', title: `lock: ${request.lock.action}` });
        const reached = await reachHosts(profiles, { request, world, tools }, key);
        const nodes = await Promise.all(profiles.map((profile, at) => lockOne(profile, reached[at], request, world)));
        return { nodes: nodes.flat(), planDigest: undefined };
    }, 'look after the lock');
}
/** How the guard of a broken run ended. */
const WAY_BACK_WORDS = {
    back: 'the system that ran before was put back',
    firing: 'the system that ran before is still being put back: look again',
    superseded: 'somebody had switched the host to another system, which was left alone',
    stuck: 'the system that ran before could not be put back; on the host, as root: cat /var/lib/cassie-deploy/guard/*/log',
};
/** The guard of a run that was broken off has put another system back. */
const MOVED = { changed: 'yes' };
async function lockOne(profile, ready, { lock: { action, message, until } }, world) {
    if (ready === undefined)
        return [];
    if (ready instanceof lib_fault/* Fault */.vC)
        return [notReached(profile, ready)];
    const began = world.now();
    const outcome = reachedOutcome(profile, ready);
    const listed = (look, did) => ({
        ...outcome,
        result: 'listed',
        before: look,
        notes: [...did, ...(0,lock_words/* wordLock */._h)(look).filter((line) => line !== 'not frozen' || action !== 'unfreeze')],
        duration: world.now() - began,
    });
    if (action === 'show')
        return [listed(ready.look, [])];
    const order = {
        action,
        owner: ownerLines(world),
        message: message ?? '',
        until: until === undefined ? undefined : Math.floor(until / 1000),
    };
    try {
        const question = { profile: ready.profile, watched: undefined, patience: 0 };
        const { look, did, holder, wayBack } = await orderLock(ready.host, question, order, world);
        const moved = look.running === ready.look.running && look.profile === ready.look.profile ? {} : MOVED;
        return [
            {
                ...listed(look, [
                    ...(action === 'freeze' ? [] : [did]),
                    ...(holder.length === 0 ? [] : [`it was held by ${(0,lock_words/* wordOwner */.Kq)(holder)}`]),
                    ...(wayBack === undefined ? [] : [WAY_BACK_WORDS[wayBack] ?? `the way back stands at: ${wayBack}`]),
                ]),
                ...moved,
            },
        ];
    }
    catch (thrown) {
        const fault = (0,lib_fault/* faultOfRun */.Bf)(thrown, world.cancelled);
        return [{ ...outcome, result: (0,lib_outcome/* resultOfFault */.Hc)(fault), changed: fault.changed, fault }];
    }
}

// EXTERNAL MODULE: ./lib/report/generation-table.js
var generation_table = __webpack_require__(999);
;// CONCATENATED MODULE: ./lib/report/json.js



/** Version of the report's form; docs/report.schema.json describes it. */
const FORM = 1;
/** The whole report: docs/report.schema.json. Times in seconds. */
function reportJson(outcome, version) {
    return {
        form: FORM,
        program: `cassie-deploy ${version}`,
        result: outcome.result,
        duration: outcome.duration / 1000,
        planDigest: outcome.planDigest ?? null,
        fault: outcome.fault === undefined ? null : faultJson(outcome.fault),
        nodes: outcome.nodes.map((node) => ({
            ...nodeJson(node),
            before: lookJson(node.before),
            after: lookJson(node.after),
        })),
    };
}
/** By node, and below it by profile: what a later step asks for most. */
function outcomesJson({ nodes }) {
    const byNode = Map.groupBy(nodes, ({ node }) => node);
    return Object.fromEntries([...byNode].map(([node, profiles]) => [
        node,
        Object.fromEntries(profiles.map((one) => [one.profile, nodeJson(one)])),
    ]));
}
function nodeJson(outcome) {
    const { node, profile, host, result, changed, wanted, before, newlyFailed, hostKeyFingerprint, fault, duration, } = outcome;
    const now = (0,lib_outcome/* nowOf */.Ic)(outcome);
    return {
        node,
        profile,
        host: host ?? null,
        result,
        changed,
        wanted: wanted ?? null,
        storePath: (0,lib_outcome/* activePath */.iW)(outcome, now) ?? null,
        generation: now?.profileGeneration ?? null,
        previousStorePath: (0,lib_outcome/* activePath */.iW)(outcome, before) ?? null,
        previousGeneration: before?.profileGeneration ?? null,
        bootDefault: now?.bootDefault ?? null,
        newlyFailedUnits: newlyFailed,
        hostKeyFingerprint: hostKeyFingerprint ?? null,
        duration: duration / 1000,
        fault: fault === undefined ? null : faultJson(fault),
    };
}
function lookJson(look) {
    if (look === undefined)
        return null;
    return {
        machineId: look.machineId,
        bootId: look.bootId,
        hostName: look.hostName,
        running: look.running ?? null,
        ...look.runningRelease,
        booted: look.booted ?? null,
        profile: look.profile ?? null,
        profileToplevel: look.profileToplevel ?? null,
        generation: look.profileGeneration ?? null,
        bootLoader: look.bootLoader ?? null,
        bootDefault: look.bootDefault ?? null,
        rebootRequired: look.rebootRequired,
        failedUnits: look.failedUnits ?? null,
        generations: generationsJson(look),
        held: look.held,
        frozen: look.frozen === undefined ? null : frozenJson(look.frozen),
        deployLock: look.lock.length === 0 ? null : lockJson(look.lock),
    };
}
function frozenJson({ owner, url, message, since, until }) {
    return { owner, url, message, since: timeJson(since), until: timeJson(until) };
}
function lockJson(lines) {
    const { owner, url, since } = (0,lock_words/* readOwner */.A7)(lines);
    return { owner, url, since: timeJson(since) };
}
function timeJson(seconds) {
    return seconds === undefined ? null : new Date(seconds * 1000).toISOString();
}
/** Field names and date form of `nixos-rebuild list-generations --json` (nixos-rebuild-ng, models.py), and then what it leaves out. */
function generationsJson(look) {
    return look.generations.map((one) => {
        const { current, ...standing } = (0,generation_table/* standingOf */.YP)(one, look);
        return {
            generation: one.generation,
            date: new Date(one.date * 1000).toISOString().slice(0, 19).replace('T', ' '),
            nixosVersion: one.nixosVersion,
            kernelVersion: one.kernelVersion,
            configurationRevision: one.configurationRevision,
            specialisations: one.specialisations,
            current,
            storePath: one.storePath,
            ...standing,
        };
    });
}
function faultJson({ code, what, why, fix, changed, lastLines }) {
    return { code, what, why: why ?? null, fix: fix ?? null, changed, lastLines };
}

// EXTERNAL MODULE: ./lib/report/log.js
var log = __webpack_require__(3232);
;// CONCATENATED MODULE: ./lib/report/outputs.js


/** The step's outputs, all strings. What belongs to one machine is there only when exactly one profile ran. */
function outputsOf(outcome, reportFile) {
    const [only, ...others] = outcome.nodes;
    return {
        result: outcome.result,
        changed: changedOf(outcome),
        duration: (outcome.duration / 1000).toFixed(1),
        'plan-digest': outcome.planDigest ?? '',
        outcomes: JSON.stringify(outcomesJson(outcome)),
        'report-file': reportFile ?? '',
        matrix: JSON.stringify([...new Set(outcome.nodes.map(({ node }) => node))]),
        ...(only !== undefined && others.length === 0 ? ofOne(only) : {}),
    };
}
function changedOf({ nodes, fault }) {
    const all = [...nodes.map(({ changed }) => changed), ...(fault === undefined ? [] : [fault.changed])];
    if (all.includes('unknown'))
        return 'unknown';
    return String(all.includes('yes'));
}
/** A step that takes the output as a variable of its environment may have 128 kB for it; the report has all generations. */
const MOST_GENERATIONS = 200;
function ofOne(outcome) {
    const { before, wanted, result, newlyFailed, hostKeyFingerprint } = outcome;
    const now = (0,lib_outcome/* nowOf */.Ic)(outcome);
    return {
        generation: textOf(now?.profileGeneration),
        'previous-generation': textOf(before?.profileGeneration),
        'store-path': textOf(result === 'planned' ? wanted : (0,lib_outcome/* activePath */.iW)(outcome, now)),
        'previous-store-path': textOf((0,lib_outcome/* activePath */.iW)(outcome, before)),
        'nixos-version': textOf(now?.runningRelease.nixosVersion),
        'kernel-version': textOf(now?.runningRelease.kernelVersion),
        'configuration-revision': textOf(now?.runningRelease.configurationRevision),
        'boot-default': now === undefined ? '' : (now.bootDefault ?? 'not known'),
        'reboot-required': now === undefined ? '' : String(now.rebootRequired),
        'failed-units': result === 'unknown' ? '' : JSON.stringify(newlyFailed),
        'rolled-back': String(result === 'rolled-back'),
        'host-key-fingerprint': textOf(hostKeyFingerprint),
        generations: now === undefined ? '[]' : JSON.stringify(generationsJson(now).slice(0, MOST_GENERATIONS)),
    };
}
function textOf(value) {
    return value === undefined ? '' : String(value);
}

// EXTERNAL MODULE: ./lib/report/summary.js
var summary = __webpack_require__(1798);
// EXTERNAL MODULE: ./lib/report/words.js
var words = __webpack_require__(6931);
;// CONCATENATED MODULE: ./lib/request/duration.js

const SECONDS = new Map([
    ['', 1],
    ['s', 1],
    ['m', 60],
    ['h', 3600],
]);
const DURATION = /^(\d{1,12})([smh]?)$/;
const duration_FORMS = 'write seconds (30 or 30s), minutes (5m) or hours (1h)';
/** Seconds of `30`, `30s`, `5m` or `1h`: a whole number from 1 to `most`. */
function duration(most) {
    return (text) => {
        const [, digits, unit] = DURATION.exec(text.toLowerCase()) ?? [];
        const factor = unit === undefined ? undefined : SECONDS.get(unit);
        if (digits === undefined || factor === undefined)
            return refuse(`${show(text)} is not a duration`, duration_FORMS);
        const seconds = Number(digits) * factor;
        if (seconds < 1)
            return refuse(`${show(text)} leaves no time`, 'write at least 1 second');
        if (seconds > most)
            return refuse(`${show(text)} is more than ${most} seconds`, `write at most ${most} seconds`);
        return accept(seconds);
    };
}

;// CONCATENATED MODULE: ./lib/request/moment.js


const YEAR = 366 * 24 * 3600;
const moment_FORMS = 'write 2026-12-24, 2026-12-24T08:00Z, or a time from now such as 2h or 3d';
const DATE = /^(\d{4}-\d\d-\d\d)(?:[T ](\d\d:\d\d(?::\d\d)?)(Z|[+-]\d\d:\d\d)?)?$/i;
/** A date or date-time of ISO 8601, in UTC unless it says another zone, or a duration with its unit, `d` for days too. */
function parseMoment(text) {
    const at = instant(text);
    if (at !== undefined)
        return accept({ at });
    const days = /^(\d{1,12})d$/i.exec(text)?.[1];
    if (days === undefined && !/^\d+[smh]$/i.test(text))
        return refuse(`${show(text)} is neither a date nor a time from now`, moment_FORMS);
    const seconds = duration(YEAR)(days === undefined ? text : `${Number(days) * 24}h`);
    return seconds.ok
        ? accept({ after: seconds.value })
        : refuse(`${show(text)} is no time within a year`, moment_FORMS);
}
function instant(text) {
    const [, day, time = '00:00', zone = 'Z'] = DATE.exec(text) ?? [];
    if (day === undefined)
        return undefined;
    const midnight = new Date(`${day}T00:00:00Z`);
    // the 30th of February would become one of March
    if (Number.isNaN(midnight.getTime()) || !midnight.toISOString().startsWith(day))
        return undefined;
    const at = Date.parse(`${day}T${time}${zone.toUpperCase()}`);
    return Number.isNaN(at) ? undefined : at;
}
/** The moment in milliseconds since 1970. */
function atOf(moment, now) {
    return 'at' in moment ? moment.at : now + moment.after * 1000;
}

;// CONCATENATED MODULE: ./lib/request/compose.js


/** The request that checked values make. `now`: milliseconds since 1970. */
function composeRequest(values, mode, workspace, now) {
    return {
        mode,
        targets: values.target ?? [{ flake: '.', node: undefined, profile: undefined }],
        workingDirectory: (0,external_node_path_.resolve)(workspace, values['working-directory']),
        ssh: sshOf(values),
        engine: engineOf(values),
        nix: nixOf(values, mode),
        storePath: values['store-path'],
        allowHostMismatch: values['allow-host-mismatch'],
        guard: values.guard,
        onFailure: values['on-failure'],
        verify: verifyOf(values),
        force: values.force,
        rollBackTo: values.to,
        expectPath: values['expect-path'],
        keepGenerations: values['keep-generations'],
        lock: lockOf(values, now),
        timeout: values.timeout * 1000,
        verbose: values.verbose,
    };
}
function sshOf(values) {
    const host = values['ssh-host'];
    return {
        privateKey: values['ssh-private-key'],
        passphrase: values['ssh-key-passphrase'],
        host,
        user: values['ssh-user'] ?? host?.user,
        port: values['ssh-port'] ?? host?.port,
        pins: pinsOf(values['ssh-known-hosts'], values['ssh-host-fingerprint']),
        policy: values['host-key-policy'],
        jump: jumpOf(values),
        config: values['ssh-config'] ?? '',
        useOwnConfig: values['use-ssh-config'],
    };
}
function jumpOf(values) {
    const jump = values['ssh-jump-host'];
    const pins = pinsOf(values['ssh-jump-known-hosts'], values['ssh-jump-host-fingerprint']);
    return jump === undefined ? undefined : { ...jump, pins };
}
function pinsOf(knownHosts, fingerprints) {
    return { knownHosts: knownHosts ?? '', fingerprints: fingerprints ?? [] };
}
function engineOf(values) {
    return {
        magicRollback: values['magic-rollback'],
        autoRollback: values['auto-rollback'],
        confirmTimeout: values['confirm-timeout'],
        activationTimeout: values['activation-timeout'],
        remoteBuild: values['remote-build'],
        fastConnection: values['fast-connection'],
        sudo: values.sudo,
        tempPath: values['temp-path'],
        checksigs: values.checksigs,
        boot: values.boot,
        test: values.test,
    };
}
function verifyOf(values) {
    return {
        checks: values['health-checks'] ?? [],
        timeout: values['verify-timeout'],
        settle: values['settle-time'],
        ignoredUnits: values['ignore-failed-units'] ?? [],
    };
}
function lockOf(values, now) {
    const until = values['lock-until'];
    return {
        action: values.lock,
        message: values['lock-message'],
        until: until && atOf(until, now),
        wait: values['lock-wait'] ?? 0,
    };
}
function nixOf(values, mode) {
    return {
        extraConfig: values['extra-nix-config'] ?? '',
        extraArgs: values['extra-nix-args'] ?? [],
        githubToken: values['github-token'],
        flakeCheck: values['flake-check'] ?? mode === 'plan',
    };
}

;// CONCATENATED MODULE: ./lib/request/cross-checks.js


const CHECKS = [
    (values) => values.boot &&
        values.test && {
        input: 'boot, test',
        why: 'one changes the boot default only, the other all but the boot default',
        fix: 'keep one of them; without both the new system runs now and after a reboot',
    },
    (values) => values['store-path'] !== undefined &&
        values['remote-build'] === true && {
        input: 'store-path, remote-build',
        why: 'a store path is built already, so there is nothing to build on the host',
        fix: 'remove one of them',
    },
    (values) => values['ssh-key-passphrase'] !== undefined &&
        values['ssh-private-key'] === undefined && {
        input: 'ssh-key-passphrase',
        why: 'there is a passphrase and no key; is the secret of the key empty here?',
        fix: 'set ssh-private-key too; an agent needs no passphrase',
    },
    (values) => hasJumpPins(values) &&
        values['ssh-jump-host'] === undefined && {
        input: 'ssh-jump-host',
        why: 'a key of a jump host is pinned, but there is no jump host',
        fix: 'set ssh-jump-host, or pin the host itself with ssh-known-hosts or ssh-host-fingerprint',
    },
    (values) => values['dry-run'] &&
        !['auto', 'deploy', 'plan'].includes(values.mode) && {
        input: 'dry-run, mode',
        why: `a dry run is a plan of a deploy, and mode is ${values.mode}`,
        fix: 'remove one of them; `mode: generations` shows where a rollback can go',
    },
    (values, mode) => values['store-path'] !== undefined &&
        mode !== 'deploy' &&
        mode !== 'plan' && {
        input: 'store-path, mode',
        why: `it says what to deploy, and mode is ${mode}`,
        fix: mode === 'rollback' ? 'write the store path into to' : 'remove one of them',
    },
    (values) => values['expect-path'] !== undefined &&
        values.to.kind === 'store-path' && {
        input: 'expect-path, to',
        why: 'to is a store path already, so there is nothing to compare it with',
        fix: 'keep to alone, or give it a number or previous',
    },
    (values) => values['settle-time'] >= values['verify-timeout'] && {
        input: 'settle-time, verify-timeout',
        why: `between the two looks are ${values['settle-time']} s, and all of the verification may take ${values['verify-timeout']} s`,
        fix: 'raise verify-timeout, or lower settle-time',
    },
    (values) => beginsTooLate(values),
    (values, mode) => mode === 'lock' &&
        values.lock !== 'freeze' &&
        (values['lock-message'] !== undefined || values['lock-until'] !== undefined) && {
        input: values['lock-message'] === undefined ? 'lock-until' : 'lock-message',
        why: `it belongs to a freeze, and lock is ${values.lock}`,
        fix: 'write `lock: freeze`, or remove it',
    },
    ({ 'lock-until': until }, _mode, now) => until !== undefined &&
        atOf(until, now) <= now && {
        input: 'lock-until',
        why: `${new Date(atOf(until, now)).toISOString()} is over`,
        fix: 'write a time that is still to come, or `lock: unfreeze`',
    },
    (values) => twice('ssh-user', values['ssh-user'], values['ssh-host']?.user),
    (values) => twice('ssh-port', values['ssh-port'], values['ssh-host']?.port),
];
function hasJumpPins(values) {
    return [values['ssh-jump-known-hosts'], values['ssh-jump-host-fingerprint']].some((pin) => (pin ?? '').length > 0);
}
function beginsTooLate(values) {
    const limit = values['verify-timeout'];
    const late = values['health-checks']?.find(({ grace }) => grace >= limit);
    return (late !== undefined && {
        input: 'health-checks, verify-timeout',
        why: `${show(late.name)} waits ${late.grace} s before its first try, and all of the verification may take ${limit} s`,
        fix: 'raise verify-timeout, or lower its grace',
    });
}
function twice(input, alone, inHost) {
    return (alone !== undefined &&
        inHost !== undefined &&
        alone !== inHost && {
        input: `${input}, ssh-host`,
        why: `${input} is ${alone}, and ssh-host says ${inHost}`,
        fix: 'keep one of them',
    });
}
/** Mistakes that no input makes alone. */
function crossCheck(values, mode, now) {
    return CHECKS.map((check) => check(values, mode, now)).filter((complaint) => complaint !== false);
}
/** What is allowed together, but likely not what was meant. */
function crossNotes(values, mode) {
    const notes = [];
    if (values.strategy?.cutsOtherJobs)
        notes.push(warning(FAIL_FAST));
    if (values['magic-rollback'] === false && values['confirm-timeout'] !== undefined)
        notes.push(warning(NO_CONFIRMATION));
    if (!values.guard)
        notes.push(warning(NO_GUARD));
    if (values.boot && values['health-checks'] !== undefined)
        notes.push({ level: 'info', text: NOT_RUN });
    if (mode === 'plan' && values.mode === 'deploy')
        notes.push({ level: 'info', text: 'dry-run is set: this is a plan' });
    return notes;
}
const FAIL_FAST = 'this matrix has fail-fast on: a job that fails cancels the others in the middle of their deploys; set `strategy: { fail-fast: false }`';
const NO_GUARD = 'guard: off: nothing on the host puts the old system back when this job is cancelled or the link is cut';
const NOT_RUN = 'health-checks are not run with boot: true: the new system runs after the next reboot';
const NO_CONFIRMATION = 'confirm-timeout does nothing with magic-rollback: false';
function warning(text) {
    return { level: 'warning', text };
}

;// CONCATENATED MODULE: ./lib/request/event.js

const AUTO = new Map([
    ['push', 'deploy'],
    ['workflow_dispatch', 'deploy'],
    ['schedule', 'deploy'],
    ['pull_request', 'plan'],
    ['merge_group', 'plan'],
]);
/** Why this event asks for nothing, or undefined. */
function whyNothingToDo(event) {
    const deletes = event.name === 'delete' || (event.name === 'push' && event.deleted);
    return deletes
        ? `nothing to do: ${event.ref.replace(/^refs\/(?:heads|tags)\//, '')} was deleted`
        : undefined;
}
/** The mode for this event. Throws `event-refused` where it would run foreign code with secrets, or where nobody said what to do. */
function chooseMode(asked, event) {
    if (event.name === 'pull_request_target')
        throw refused(PULL_REQUEST_TARGET);
    if (event.name === 'workflow_run' && event.fromFork)
        throw refused(FOREIGN_WORKFLOW_RUN);
    const isForeign = event.name === 'pull_request' && event.fromFork;
    if (isForeign && asked !== 'auto' && asked !== 'plan')
        throw refused(FOREIGN[asked]);
    if (asked !== 'auto')
        return asked;
    if (event.name === undefined)
        return 'deploy';
    const isTag = event.name === 'push' && event.ref.startsWith('refs/tags/');
    const mode = isTag ? undefined : AUTO.get(event.name);
    if (mode === undefined)
        throw refused(notSaid(isTag ? 'the push of a tag' : `the event ${event.name}`));
    return mode;
}
const PULL_REQUEST_TARGET = {
    what: 'the event pull_request_target is refused',
    why: "it holds this repository's secrets while it runs the code of a pull request",
    fix: 'use `on: pull_request`: it plans, and needs no secret',
};
const FOREIGN_WORKFLOW_RUN = {
    what: 'this workflow_run is refused',
    why: 'the commit it follows is not on a branch of this repository',
    fix: 'let the workflow run for branches only: `if: github.event.workflow_run.head_repository.full_name == github.repository`',
};
const FOREIGN = {
    deploy: {
        what: 'a deploy from the pull request of a fork is refused',
        why: 'it would run the code of a fork on your host',
        fix: 'leave mode out (a pull request is planned), and deploy when it is merged',
    },
    rollback: foreign('a rollback'),
    generations: foreign('a list of generations'),
    lock: foreign('a lock'),
};
function foreign(what) {
    return {
        what: `${what} from the pull request of a fork is refused`,
        why: 'it would log in to your host beside the code of a fork',
        fix: 'leave mode out (a pull request is planned), and start this from a branch of your own',
    };
}
function notSaid(event) {
    return {
        what: `mode: auto does not say what ${event} is to do`,
        fix: 'say it: `mode: deploy` or `mode: plan`',
    };
}
function refused(refusal) {
    return new lib_fault/* Fault */.vC({ code: 'event-refused', refused: true, changed: 'no', ...refusal });
}

;// CONCATENATED MODULE: ./lib/request/input.js
/** What an input is about, and the order of the pages that list them. */
const GROUPS = [
    'target',
    'ssh',
    'trust',
    'deploy-rs',
    'safety',
    'generations',
    'lock',
    'nix',
    'run',
];
/** Modes that log in to a host. */
const ON_A_HOST = ['deploy', 'rollback', 'generations', 'lock'];
/** Modes that may change what a host runs. */
const SWITCHING = ['deploy', 'rollback'];
/** Modes that may change a host's generations. */
const WRITING = ['deploy', 'rollback', 'generations'];

;// CONCATENATED MODULE: ./lib/request/switch.js

const SWITCHES = new Map([
    ['true', true],
    ['on', true],
    ['false', false],
    ['off', false],
]);
/** true, false, on or off, in any case; nothing else, so that `yes` is never read as no. */
function parseSwitch(text) {
    const value = SWITCHES.get(text.toLowerCase());
    return value === undefined ? refuse(`${show(text)} is not a switch`, 'write true or false') : accept(value);
}

;// CONCATENATED MODULE: ./lib/request/inputs/deploy-rs.js



/** deploy-rs keeps its times in 16 bits. */
const seconds = duration(65_535);
const DEPLOY_RS_INPUTS = {
    'magic-rollback': {
        parse: parseSwitch,
        help: 'Roll back unless the host can still be reached after the activation.',
        unset: 'what the flake says, else true',
    },
    'auto-rollback': {
        parse: parseSwitch,
        help: 'Roll back when the activation fails, also when a unit of the new system fails.',
        unset: 'what the flake says, else true',
    },
    'confirm-timeout': {
        parse: seconds,
        help: 'How long the host waits to be reached again before the magic rollback.',
        unset: 'what the flake says, else 30s',
    },
    'activation-timeout': {
        parse: seconds,
        help: 'How long the activation may take.',
        unset: 'what the flake says, else 240s',
    },
    'remote-build': {
        parse: parseSwitch,
        help: 'Build on the host instead of on the runner.',
        unset: 'what the flake says, else false',
        common: true,
    },
    'fast-connection': {
        parse: parseSwitch,
        help: 'Copy the whole closure from the runner instead of letting the host fetch what its substituters have.',
        unset: 'what the flake says, else false',
    },
    sudo: {
        parse: parseSudo,
        help: 'The command that becomes another user on the host; the name of the user is put after it.',
        unset: 'what the flake says, else `sudo -u`',
    },
    'temp-path': {
        parse: parseTempPath,
        help: "The folder on the host for deploy-rs's own files.",
        unset: 'what the flake says, else `/tmp`',
    },
    checksigs: {
        parse: parseSwitch,
        help: 'Let the host refuse store paths that no key it trusts has signed.',
        default: 'false',
    },
    boot: {
        parse: parseSwitch,
        help: 'Make the new system the boot default without switching to it: it runs after the next reboot.',
        default: 'false',
        common: true,
    },
    test: {
        parse: parseSwitch,
        help: 'Switch without making the new system the boot default: after the next reboot the old one runs.',
        default: 'false',
    },
};
function parseSudo(text) {
    return /^[A-Za-z0-9_/.][A-Za-z0-9_/.@:=,+-]*(?: [A-Za-z0-9_/.@:=,+-]+)*$/.test(text)
        ? accept(text)
        : refuse(`${show(text)} is not a plain command`, 'write a program and its options, such as sudo -u or doas -u');
}
function parseTempPath(text) {
    return /^\/[A-Za-z0-9_/.@+-]*$/.test(text) && !text.split('/').includes('..')
        ? accept(text)
        : refuse(`${show(text)} is not a plain absolute folder`, 'write one that is on the host, such as /tmp or /var/tmp');
}

;// CONCATENATED MODULE: ./lib/request/store-path.js


const store_path_HOW = 'write what `nix build` printed: /nix/store/<32 letters and digits>-name';
/** A store path that is built. */
function readStorePath(text) {
    if (text.endsWith('.drv'))
        return refuse(`${show(text)} is a derivation, which is not built yet`, store_path_HOW);
    const path = (0,store_path/* parseStorePath */.G)(text);
    return path === undefined ? refuse(`${show(text)} is not a store path`, store_path_HOW) : accept(path);
}

;// CONCATENATED MODULE: ./lib/request/rollback-target.js


/** `previous`, a generation's number, or a store path. */
function parseRollbackTarget(text) {
    if (text.toLowerCase() === 'previous')
        return accept({ kind: 'previous' });
    if (/^[1-9]\d{0,8}$/.test(text))
        return accept({ kind: 'generation', number: Number(text) });
    if (!text.startsWith('/')) {
        const fix = 'write previous, a number that `mode: generations` shows, or a store path';
        return refuse(`${show(text)} is not a generation`, fix);
    }
    const path = readStorePath(text);
    return path.ok ? accept({ kind: 'store-path', path: path.value }) : path;
}

;// CONCATENATED MODULE: ./lib/request/whole-number.js

/** A whole number from `least` to `most`, in digits alone. */
function wholeNumber(least, most) {
    return (text) => {
        const number = /^\d{1,12}$/.test(text) ? Number(text) : Number.NaN;
        return number >= least && number <= most
            ? accept(number)
            : refuse(`${show(text)} is not a whole number from ${least} to ${most}`, 'write digits alone, such as 10');
    };
}

;// CONCATENATED MODULE: ./lib/request/inputs/generations.js




const GENERATIONS_INPUTS = {
    to: {
        parse: parseRollbackTarget,
        help: 'Where to roll back to: `previous`, the number of a generation, or a store path.',
        default: 'previous',
        modes: ['rollback'],
    },
    'expect-path': {
        parse: readStorePath,
        help: 'The store path (profile or toplevel) that the generation must have, because Nix uses numbers again.',
        unset: 'not compared',
        modes: ['rollback'],
    },
    'keep-generations': {
        parse: wholeNumber(1, 1000),
        help: 'Keep only this many of the newest generations. The running, booted, recorded and default ones, and those that are held, are kept too.',
        unset: 'all are kept',
        modes: WRITING,
    },
};

;// CONCATENATED MODULE: ./lib/request/lock-message.js


const LONGEST = 500;
/** One line of plain text: it is shown in other people's logs and terminals. */
function parseLockMessage(text) {
    const fix = `write one line of at most ${LONGEST} characters`;
    if (text.length > LONGEST)
        return refuse(`it has ${text.length} characters`, fix);
    return (0,plain_text/* plainText */.d)(text) === text && !/[\t\n\p{Cs}]/u.test(text)
        ? accept(text)
        : refuse('it has a line end or a control character', fix);
}

;// CONCATENATED MODULE: ./lib/request/words.js

/** One of some words, in any case. */
function word(known) {
    return (text) => {
        const found = known.find((one) => one === text.toLowerCase());
        if (found !== undefined)
            return accept(found);
        const near = nearest(text, known);
        const fix = near === undefined
            ? `write one of ${known.join(', ')}`
            : `did you mean ${near}? known: ${known.join(', ')}`;
        return refuse(`${show(text)} is not known`, fix);
    };
}
const words_LONGEST = 64;
/** The known word a person most likely meant, if one is near: at most one slip in three letters. */
function nearest(text, known) {
    if (text.length > words_LONGEST)
        return undefined;
    const given = words_plain(text);
    let best;
    for (const one of known) {
        const slips = slipsBetween(given, words_plain(one));
        const most = Math.max(1, Math.floor(Math.max(given.length, one.length) / 3));
        if (slips <= most && (best === undefined || slips < best.slips))
            best = { one, slips };
    }
    return best?.one;
}
function words_plain(text) {
    return text.toLowerCase().replaceAll('_', '-');
}
/** Levenshtein's distance, where two letters in the wrong order count as one slip. */
function slipsBetween(a, b) {
    let beforeLast = [];
    let last = Array.from({ length: b.length + 1 }, (_, at) => at);
    for (let row = 1; row <= a.length; row++) {
        const next = [row];
        for (let at = 1; at <= b.length; at++) {
            const same = a[row - 1] === b[at - 1];
            const swapped = row > 1 && at > 1 && a[row - 1] === b[at - 2] && a[row - 2] === b[at - 1];
            next[at] = Math.min(cell(last, at) + 1, cell(next, at - 1) + 1, cell(last, at - 1) + (same ? 0 : 1), swapped ? cell(beforeLast, at - 2) + 1 : Number.POSITIVE_INFINITY);
        }
        beforeLast = last;
        last = next;
    }
    return cell(last, b.length);
}
function cell(row, at) {
    return row[at] ?? Number.POSITIVE_INFINITY;
}

;// CONCATENATED MODULE: ./lib/request/inputs/lock.js





/** As long as a job may run on a self-hosted runner: five days. */
const ofAJob = duration(5 * 24 * 3600);
const LOCK_INPUTS = {
    lock: {
        parse: word(['show', 'freeze', 'unfreeze', 'break']),
        help: 'What to do with the lock on the host: `show` it, `freeze` the host against deploys, `unfreeze` it, or `break` the lock of a run that is gone.',
        default: 'show',
        modes: ['lock'],
    },
    'lock-message': {
        parse: parseLockMessage,
        help: 'Why the host is frozen, in one line: whoever is stopped reads it.',
        modes: ['lock'],
    },
    'lock-until': {
        parse: parseMoment,
        help: 'When the freeze ends: `2026-12-24`, `2026-12-24T08:00Z` (UTC unless it says another zone), or from now, such as `2h` or `3d`.',
        unset: 'until `unfreeze`',
        modes: ['lock'],
    },
    'lock-wait': {
        parse: ofAJob,
        help: 'How long to wait for another run that holds the lock.',
        unset: 'does not wait',
        modes: ON_A_HOST,
    },
};

;// CONCATENATED MODULE: ./lib/request/nix-arguments.js

const ACCEPTS = 'it lets the flake set options of Nix for this run (accept-flake-config)';
const NO_ACCEPT = 'remove it, and write the settings you trust into extra-nix-config';
const USE_CONFIG = 'write it into extra-nix-config';
const nix_arguments_LONGEST = 10_000;
/** Arguments for Nix, split at white space with quotes as in a shell; nothing is expanded. */
function parseNixArguments(text) {
    if (text.length > nix_arguments_LONGEST)
        return refuse(`it has ${text.length} characters`, USE_CONFIG);
    const split = splitQuoted(text);
    if (split === undefined)
        return refuse('a quote or a last \\ is not closed', 'close it: "https://a https://b"');
    if (split.some((one) => /\p{Cc}/u.test(one)))
        return refuse('it has a control character', 'remove it');
    const settings = split.map((one, at) => (split[at - 1] === '--option' ? one : one.replace(/^--/, '')));
    if (settings.includes('accept-flake-config'))
        return refuse(ACCEPTS, NO_ACCEPT);
    if (settings.some((name) => /^(?:extra-)?access-tokens$/.test(name))) {
        return refuse('it puts access-tokens on a command line, where others can read them', USE_CONFIG);
    }
    return accept(split);
}
/** Lines of nix.conf. May hold tokens, so no word of it is repeated. */
function parseNixConfig(text) {
    const config = text.replace(/\r\n?/g, '\n');
    if (config.includes('\u0000'))
        return refuse('it has a NUL character', 'write lines of nix.conf: name = value');
    return /^[ \t]*accept-flake-config[ \t]*=/m.test(config) ? refuse(ACCEPTS, NO_ACCEPT) : accept(config);
}
/** Undefined when a quote is left open. */
function splitQuoted(text) {
    const found = [];
    const part = /\s+|"((?:[^"\\]|\\.)*)"|'([^']*)'|\\(.)|([^\s"'\\]+)/gsy;
    let current;
    while (part.lastIndex < text.length) {
        const [all, double, single, escaped, bare] = part.exec(text) ?? [];
        if (all === undefined)
            return undefined;
        const piece = double?.replace(/\\(["\\$`])/g, '$1') ?? single ?? escaped ?? bare;
        if (piece !== undefined)
            current = (current ?? '') + piece;
        else if (current !== undefined)
            found.push(current);
        if (piece === undefined)
            current = undefined;
    }
    return current === undefined ? found : [...found, current];
}

;// CONCATENATED MODULE: ./lib/request/inputs/nix.js



const NIX_INPUTS = {
    'flake-check': {
        parse: parseSwitch,
        help: 'Run `nix flake check` before the build.',
        unset: 'off in a deploy, on in a plan',
    },
    'extra-nix-config': {
        parse: parseNixConfig,
        help: "Lines of nix.conf for this run only, such as `substituters = …`. The flake's own `nixConfig` is never accepted.",
        aliases: ['extra-conf', 'extra-nix-conf', 'nix_conf'],
        verbatim: true,
    },
    'extra-nix-args': {
        parse: parseNixArguments,
        help: 'Arguments for `nix eval` and `nix build`, split as a shell would, without expansion.',
        verbatim: true,
    },
    'github-token': {
        parse: parseToken,
        help: 'The token Nix fetches flakes from GitHub with. It is not sent to another host.',
        aliases: ['github_access_token', 'github-access-token'],
        expression: 'github.token',
        unset: "the job's own token",
        secret: true,
    },
};
function parseToken(text) {
    return /^[\x21-\x7e]+$/.test(text)
        ? accept(text)
        : refuse('it is not one token', 'give the token alone, or leave it out');
}

;// CONCATENATED MODULE: ./lib/request/request.js
/** What a user asked for, parsed and checked: no string of the outside world is parsed again after this. */
const MODES = ['deploy', 'plan', 'rollback', 'generations', 'lock'];

;// CONCATENATED MODULE: ./lib/request/strategy.js

/** GitHub's `strategy` context as JSON. GitHub writes it, not the user, so text of another form is no mistake and says nothing. */
function parseStrategy(text) {
    const strategy = fieldsOf(text);
    const jobs = strategy['job-total'];
    return accept({ cutsOtherJobs: strategy['fail-fast'] === true && typeof jobs === 'number' && jobs > 1 });
}
function fieldsOf(text) {
    try {
        const value = JSON.parse(text);
        return typeof value === 'object' && value !== null ? { ...value } : {};
    }
    catch {
        return {};
    }
}

;// CONCATENATED MODULE: ./lib/request/inputs/run.js






/** As long as a job may run on a self-hosted runner: five days. */
const run_ofAJob = duration(5 * 24 * 3600);
const RUN_INPUTS = {
    mode: {
        parse: word(['auto', ...MODES]),
        help: '`auto` deploys on push, workflow_dispatch and schedule, and plans on pull_request and merge_group. The others need to be said, for any event: `deploy`, `plan` (build and show, touch no host), `rollback` (to another generation), `generations` (list them) and `lock` (show, freeze or unfreeze the host).',
        default: 'auto',
        common: true,
    },
    'dry-run': {
        parse: parseSwitch,
        help: 'Another word for `mode: plan`.',
        default: 'false',
        common: true,
    },
    timeout: {
        parse: run_ofAJob,
        help: 'How long the whole run may take: `30` or `30s`, `5m`, `1h`. A switch that has begun is never cut.',
        default: '30m',
        common: true,
    },
    verbose: {
        parse: parseSwitch,
        help: 'Show each command and all it prints.',
        default: 'false',
    },
    strategy: {
        parse: parseStrategy,
        help: 'Set by GitHub, so that a matrix whose jobs cancel each other is warned about. Leave it alone.',
        expression: 'toJSON(strategy)',
        modes: SWITCHING,
        hidden: true,
        verbatim: true,
    },
};

;// CONCATENATED MODULE: ./lib/request/health-check-values.js







/** A text; a number or a boolean is taken as it is written. */
function health_check_values_word(parse) {
    return (value) => {
        if (value === null || value === '')
            return refuse('it is empty', 'write a value behind the colon');
        return typeof value === 'object' || value === undefined
            ? refuse('it is not one value', 'write one value, in quotes if it has signs of YAML')
            : parse(String(value));
    };
}
/** Seconds. */
const parseTime = duration(3600);
/** Seconds; no wait may be written as 0. */
function parseGrace(text) {
    return /^0+[smh]?$/i.test(text) ? accept(0) : parseTime(text);
}
function health_check_values_parseName(text) {
    return text.length <= 100 && (0,plain_text/* plainText */.d)(text) === text && !/[\t\n]/.test(text)
        ? accept(text)
        : refuse('it is not a short line of plain text', 'write at most 100 characters');
}
/** `443`, `db:5432` or `[2001:db8::7]:443`. */
function parseTcp(text) {
    const [, host, port] = /^(?:(.*):)?([^:]*)$/s.exec(text) ?? [];
    const number = parsePort(port ?? '');
    if (!number.ok || host === undefined)
        return number.ok ? accept({ host, port: number.value }) : number;
    const address = parseSshHost(host);
    if (!address.ok)
        return address;
    const { name, user, port: other } = address.value;
    return user === undefined && other === undefined && !((0,external_node_net_.isIPv6)(name) && !host.startsWith('['))
        ? accept({ host: name, port: number.value })
        : refuse(`${show(text)} is not name:port`, 'write 443, db:5432 or [2001:db8::7]:443');
}
function parseUrl(text) {
    const fix = 'write https://example.org/health';
    const url = text.length <= 2000 && URL.canParse(text) ? new URL(text) : undefined;
    if (url === undefined || !/^https?:$/.test(url.protocol))
        return refuse('it is not an address of http or https', fix);
    if (url.username !== '' || url.password !== '')
        return refuse('it has a user or password in it', `${fix}, and send a header with request-headers`);
    return accept(url.href);
}
const statusCode = wholeNumber(100, 599);
function parseStatus(value) {
    const list = Array.isArray(value) ? value : [value];
    const codes = [];
    for (const one of list) {
        const code = health_check_values_word(statusCode)(one);
        if (!code.ok)
            return code;
        codes.push(code.value);
    }
    return codes.length === 0
        ? refuse('it is an empty list', 'write 200, or leave it out for any 2xx')
        : accept(codes);
}
/** A text, or `/regular expression/` with its flags i, s, m or u. */
function parseBody(text) {
    const [, source, flags] = /^\/(.+)\/([imsu]{0,4})$/s.exec(text) ?? [];
    if (source === undefined)
        return accept(text);
    try {
        return accept(new RegExp(source, flags));
    }
    catch {
        return refuse(`${show(text)} is not a regular expression`, 'write one that JavaScript takes, or a plain text');
    }
}
function parseCommand(text) {
    return /\u0000/.test(text) ? refuse('it has a NUL character', 'remove it') : accept(text);
}
/** Names are compared in lower case. */
function parseHeaders(value) {
    return headers(value, 'write `{ content-type: application/json }`');
}
function parseRequestHeaders(value) {
    const read = headers(value, 'write `{ authorization: … }`');
    const own = read.ok && read.value.find(([name]) => OURS.has(name))?.[0];
    return own ? refuse(`${own} is set by itself`, 'remove it') : read;
}
/** They belong to the connection, or frame the message. */
const OURS = new Set([
    'connection',
    'content-length',
    'transfer-encoding',
    'upgrade',
    'expect',
    'keep-alive',
]);
/** A value may be a secret, so it is not repeated. */
function headers(value, fix) {
    if (typeof value !== 'object' || value === null || Array.isArray(value))
        return refuse('it is not a map of names and values', fix);
    const found = [];
    for (const [name, one] of Object.entries(value)) {
        if (!/^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,100}$/.test(name))
            return refuse(`${show(name)} is not a header's name`, fix);
        const text = health_check_values_word(accept)(one);
        if (!text.ok)
            return refuse(`${name}: ${text.why}`, text.fix);
        if (!/^[\x20-\x7e\x80-\xff]{1,8000}$/.test(text.value))
            return refuse(`${name}: it has a line end or a character that no header holds`, 'write it on one line');
        found.push([name.toLowerCase(), text.value]);
    }
    return accept(found);
}

;// CONCATENATED MODULE: ./lib/request/health-check-item.js





const KINDS = ['unit', 'tcp', 'http', 'command', 'runner-command'];
const OF_ALL = ['name', 'grace', 'interval', 'retries', 'timeout'];
const OF_HTTP = ['status', 'body', 'header', 'request-headers'];
const KEYS = [...KINDS, ...OF_ALL, ...OF_HTTP];
/** What to do when there are several mistakes. */
const MIX = 'mend these items; docs/health-checks.md has an example of each';
/** One item of the list: the check, or what is wrong with it. */
function readItem(item, number) {
    if (typeof item !== 'object' || item === null || Array.isArray(item))
        return { mistakes: [{ why: `item ${number} is not a check`, fix: 'write `- unit: nginx`' }] };
    const values = new Map(Object.entries(item));
    const kind = KINDS.find((one) => values.has(one));
    const mistakes = keyMistakes([...values.keys()], kind);
    const take = (key, read, otherwise) => {
        if (!values.has(key))
            return otherwise;
        const reading = read(values.get(key));
        if (reading.ok)
            return reading.value;
        mistakes.push({ why: `${key}: ${reading.why}`, fix: reading.fix });
        return otherwise;
    };
    const subject = kind === undefined ? undefined : subjectOf(kind, take);
    const timing = timingOf(take);
    const name = take('name', health_check_values_word(health_check_values_parseName), undefined);
    if (subject !== undefined && mistakes.length === 0)
        return { check: { ...subject, ...timing, name: name ?? health_check_item_nameOf(subject) } };
    return { mistakes: mistakes.map(({ why, fix }) => ({ why: `item ${number}: ${why}`, fix })) };
}
function keyMistakes(keys, kind) {
    const unknown = keys.filter((key) => !KEYS.includes(key)).map(unknownKey);
    const kinds = KINDS.filter((one) => keys.includes(one));
    const several = kinds.length > 1
        ? [{ why: `${kinds.join(' and ')} are different checks`, fix: 'write an item for each' }]
        : [];
    const none = kinds.length === 0 && unknown.length === 0
        ? [{ why: 'it does not say what to check', fix: `begin it with ${KINDS.join(', ')}` }]
        : [];
    const misplaced = kind === 'http' ? [] : keys.filter((key) => OF_HTTP.includes(key) && kind !== undefined);
    return [
        ...unknown,
        ...several,
        ...none,
        ...misplaced.map((key) => ({ why: `${key} belongs to http alone`, fix: 'remove it' })),
    ];
}
function unknownKey(key) {
    const near = nearest(key, KEYS);
    const known = `known: ${KEYS.join(', ')}`;
    return {
        why: `there is no key ${show(key)}`,
        fix: near === undefined ? known : `did you mean ${near}? ${known}`,
    };
}
function subjectOf(kind, take) {
    switch (kind) {
        case 'unit':
            return { kind, unit: take('unit', health_check_values_word(parseUnit), '') };
        case 'tcp':
            return { kind, ...take('tcp', health_check_values_word(parseTcp), { host: undefined, port: 0 }) };
        case 'http':
            return httpOf(take);
        case 'command':
        case 'runner-command':
            return { kind, command: take(kind, health_check_values_word(parseCommand), '') };
    }
}
function httpOf(take) {
    return {
        kind: 'http',
        url: take('http', health_check_values_word(parseUrl), ''),
        status: take('status', parseStatus, []),
        body: take('body', health_check_values_word(parseBody), undefined),
        header: take('header', parseHeaders, []),
        requestHeaders: take('request-headers', parseRequestHeaders, []),
    };
}
function timingOf(take) {
    return {
        grace: take('grace', health_check_values_word(parseGrace), 0),
        interval: take('interval', health_check_values_word(parseTime), 2),
        retries: take('retries', health_check_values_word(wholeNumber(0, 1000)), 5),
        timeout: take('timeout', health_check_values_word(parseTime), 10),
    };
}
const LONGEST_NAME = 60;
/** Without a URL's query, where tokens are. */
function health_check_item_nameOf(subject) {
    switch (subject.kind) {
        case 'unit':
            return `unit ${subject.unit}`;
        case 'tcp':
            return `tcp ${subject.host === undefined ? '' : `${subject.host}:`}${subject.port}`;
        case 'http':
            return `http ${subject.url.replace(/[?#].*$/s, '')}`;
        case 'command':
        case 'runner-command':
            return cut(`${subject.kind} ${subject.command.trim().replace(/\s+/g, ' ')}`);
    }
}
function cut(text) {
    return text.length > LONGEST_NAME ? `${text.slice(0, LONGEST_NAME - 1)}…` : text;
}

;// CONCATENATED MODULE: ./lib/request/yaml.js

const yaml_LONGEST = 20_000;
const INDENT = 'indent with spaces, and keep what belongs together at the same column';
/** What is told of a mistake by the library's word for it; its own sentences repeat the text, which may hold a secret. */
const SAID = {
    BAD_INDENT: 'its indent fits nothing above it, or a bracket is not closed',
    BLOCK_AS_IMPLICIT_KEY: 'its indent is wrong, or a value with a colon has no quotes',
    DUPLICATE_KEY: 'a key stands there twice',
    MISSING_CHAR: 'a quote, a bracket, a dash or a colon is missing',
    MULTIPLE_DOCS: 'a second document begins there',
    BLOCK_IN_FLOW: 'a list or map with lines of its own stands between brackets',
};
/** The plain value of a YAML text: lists, objects, strings, numbers, booleans and null. No word of the text is repeated in a complaint. */
async function parseYaml(text) {
    if (text.length > yaml_LONGEST)
        return refuse(`it has ${text.length} characters`, `write at most ${yaml_LONGEST}`);
    // the bundle keeps the library in a chunk of its own: only a run that gives YAML loads it
    const { parseDocument, LineCounter } = await __webpack_require__.e(/* import() */ 483).then(__webpack_require__.t.bind(__webpack_require__, 3483, 19));
    const lineCounter = new LineCounter();
    try {
        const document = parseDocument(text, { lineCounter, prettyErrors: false, logLevel: 'silent' });
        const [error] = document.errors;
        if (error === undefined)
            return accept(document.toJS({ maxAliasCount: 20 }));
        const { line } = lineCounter.linePos(error.pos[0]);
        const isTabbed = /^ *\t/.test(text.split('\n')[line - 1] ?? '');
        const why = isTabbed ? 'a tab indents it' : (SAID[error.code] ?? NO_YAML);
        return refuse(`line ${line}: ${why}`, INDENT);
    }
    catch {
        // an alias without its anchor, or nesting deeper than a stack: what is thrown would repeat the text
        return refuse(NO_YAML, INDENT);
    }
}
const NO_YAML = 'it is not YAML';

;// CONCATENATED MODULE: ./lib/request/health-checks.js



const health_checks_MOST = 50;
const LIST = 'begin each check with a dash: `- unit: nginx`';
/** The checks of a YAML list; all mistakes are told together, each with its item's number and its key. */
async function parseHealthChecks(text) {
    const yaml = await parseYaml(text);
    if (!yaml.ok)
        return yaml;
    if (!Array.isArray(yaml.value))
        return refuse('it is not a list', LIST);
    const items = yaml.value;
    if (items.length > health_checks_MOST)
        return refuse(`it has ${items.length} checks`, `write at most ${health_checks_MOST}`);
    const read = items.map((item, at) => readItem(item, at + 1));
    const mistakes = read.flatMap((one) => ('mistakes' in one ? one.mistakes : []));
    const [first, ...others] = mistakes;
    if (first === undefined)
        return accept(read.flatMap((one) => ('check' in one ? [one.check] : [])));
    return others.length === 0 ? refuse(first.why, first.fix) : refuse(allOf(mistakes), MIX);
}
function allOf(mistakes) {
    return mistakes.map(({ why, fix }) => `${why} (${fix})`).join('; ');
}

;// CONCATENATED MODULE: ./lib/request/inputs/safety.js






const upToAnHour = duration(3600);
const SAFETY_INPUTS = {
    guard: {
        parse: parseSwitch,
        help: "A dead-man switch on the host puts the system back that ran before, unless this run says that all is well. `off` leaves only deploy-rs's own rollback.",
        default: 'on',
        modes: SWITCHING,
    },
    'on-failure': {
        parse: word(['rollback', 'keep']),
        help: 'What to do when the new system fails a check: `rollback` puts the old one back, `keep` leaves the new one running.',
        unset: '`rollback`, or `keep` with `auto-rollback: false`',
        modes: SWITCHING,
    },
    'health-checks': {
        parse: parseHealthChecks,
        help: 'What must be true after a switch, as a YAML list of `unit`, `tcp`, `http`, `command` and `runner-command`. See docs/health-checks.md.',
        unset: 'none',
        modes: SWITCHING,
        common: true,
        verbatim: true,
    },
    'verify-timeout': {
        parse: upToAnHour,
        help: 'How long the whole verification after a switch may take, health checks included.',
        default: '60s',
        modes: SWITCHING,
    },
    'settle-time': {
        parse: upToAnHour,
        help: 'The time between the two fresh logins that verify, so that a unit that dies soon is seen.',
        default: '5s',
        modes: SWITCHING,
    },
    'ignore-failed-units': {
        parse: parseUnitPatterns,
        help: 'Units whose failure decides nothing, by name or pattern (`nginx`, `backup-*`), with a space, comma or new line between.',
        unset: 'none',
        modes: SWITCHING,
        verbatim: true,
    },
    force: {
        parse: parseSwitch,
        help: 'Deploy even a system that this host was rolled back from.',
        default: 'false',
        modes: ['deploy'],
    },
};

;// CONCATENATED MODULE: ./lib/request/inputs/ssh.js





const SSH_INPUTS = {
    'ssh-private-key': {
        // ssh/ tells apart what is wrong with a key, so it gets the text as it is
        parse: (text) => accept(text),
        help: 'The private key to log in with. Broken line ends, lost newlines and base64 are mended.',
        aliases: ['key', 'private-key', 'private_key'],
        environment: 'SSH_PRIVATE_KEY',
        unset: 'the agent (`SSH_AUTH_SOCK`), else no key',
        modes: ON_A_HOST,
        secret: true,
        common: true,
        verbatim: true,
    },
    'ssh-key-passphrase': {
        parse: (text) => accept(text.replace(/[\r\n]+$/, '')),
        help: 'The passphrase of the private key, if it has one.',
        aliases: ['passphrase'],
        environment: 'SSH_KEY_PASSPHRASE',
        modes: ON_A_HOST,
        secret: true,
        verbatim: true,
    },
    'ssh-host': {
        parse: parseSshHost,
        help: 'Where the host is: a name, an IPv4 or IPv6 address, `user@host`, `host:port` or `ssh://user@host:port`.',
        aliases: ['host', 'hostname'],
        environment: 'SSH_HOST',
        unset: "the node's `hostname`",
        common: true,
    },
    'ssh-user': {
        parse: parseUser,
        help: 'The user to log in as.',
        aliases: ['username'],
        unset: "the node's `sshUser`",
        common: true,
    },
    'ssh-port': {
        parse: parsePort,
        help: 'The port sshd listens on.',
        aliases: ['port'],
        unset: "the node's `sshOpts`, else 22",
    },
    'ssh-jump-host': {
        parse: parseSshHost,
        help: 'A host to go through (ProxyJump), such as `user@jump.example.org:22`. It is logged in to with the same key.',
        unset: 'direct',
        modes: ON_A_HOST,
    },
    'ssh-config': {
        parse: (text) => accept(text),
        help: 'Lines of ssh_config that are added after those of cassie-deploy, which win.',
        modes: ON_A_HOST,
        verbatim: true,
    },
    'use-ssh-config': {
        parse: parseSwitch,
        help: "Read the user's own `~/.ssh/config` too, on a self-hosted runner or a laptop.",
        default: 'false',
        modes: ON_A_HOST,
    },
};

;// CONCATENATED MODULE: ./lib/request/target.js

const target_FORMS = 'write .#web, web, .#web.system or github:owner/repository#web';
const QUOTE = 'put a name with dots or odd signs in quotes: .#"a.b".system';
const target_LONGEST = 4000;
const NAME = /^(?:"([^"]*)"|([A-Za-z0-9_][A-Za-z0-9_-]*))(?:\.(.*))?$/s;
/** What deploy-rs, a profile's path and a log can hold without quoting. */
const FIT_NAME = /^[A-Za-z0-9_][A-Za-z0-9_.@:+=~-]*$/;
const UNFIT_FLAKE = /[\s\p{C}"'`\\$<>|;(){}*!^[\]]/u;
/** Targets of one flake, with white space or commas between. */
function parseTargets(text) {
    if (text.length > target_LONGEST)
        return refuse(`${show(text)} is too long`, target_FORMS);
    const targets = [];
    for (const word of new Set(text.split(/[\s,]+/).filter((one) => one !== ''))) {
        const target = parseTarget(word);
        if (!target.ok)
            return target;
        targets.push(target.value);
    }
    const [first, ...others] = targets;
    if (first === undefined)
        return refuse('it names nothing', target_FORMS);
    if (others.some(({ flake }) => flake !== first.flake)) {
        return refuse('the targets come from different flakes', 'deploy each flake in its own step');
    }
    const isMixed = others.length > 0 && targets.some(({ node }) => node === undefined);
    return isMixed ? refuse('one of the targets names no node', target_FORMS) : accept([first, ...others]);
}
/** `.#node.profile` as deploy-rs takes it, and a bare `node`, which means `.#node`. */
function parseTarget(text) {
    const at = text.indexOf('#');
    if (at < 0)
        return parseBare(text);
    const flake = parseFlake(text.slice(0, at));
    return flake.ok ? parseNode(flake.value, text.slice(at + 1)) : flake;
}
function parseBare(text) {
    if (/^["A-Za-z0-9_]/.test(text) && !/[/:]/.test(text))
        return parseNode('.', text);
    if (/^[A-Za-z0-9_][^:]*\//.test(text)) {
        return refuse(`${show(text)} is neither a node nor a flake`, `a folder begins with ./; ${target_FORMS}`);
    }
    const flake = parseFlake(text);
    return flake.ok ? parseNode(flake.value, '') : flake;
}
function parseFlake(text) {
    if (text.startsWith('-'))
        return refuse(`${show(text)} begins with - and would be an option of Nix`, target_FORMS);
    if (text.startsWith('~'))
        return refuse(`nothing expands the ~ of ${show(text)}`, 'write the whole path');
    if (UNFIT_FLAKE.test(text)) {
        return refuse(`${show(text)} has a character of the shell`, `set working-directory to that folder, and ${target_FORMS}`);
    }
    return accept(text === '' ? '.' : text);
}
function parseNode(flake, fragment) {
    if (fragment === '')
        return accept({ flake, node: undefined, profile: undefined });
    if (/^(?:deploy\.nodes|nixosConfigurations)\./.test(fragment)) {
        return refuse(`${show(fragment)} is a path in the flake`, 'write the node alone: .#web');
    }
    const [node, rest] = firstName(fragment);
    if (node === undefined)
        return refuse(`${show(fragment)} does not begin with the name of a node`, QUOTE);
    const [profile, more] = rest === undefined ? [] : firstName(rest);
    if (more !== undefined)
        return refuse(`${show(fragment)} has more than node and profile`, QUOTE);
    if (rest !== undefined && profile === undefined)
        return refuse(`${show(rest)} is no profile's name`, target_FORMS);
    const unfit = [node, profile].find((name) => name !== undefined && !FIT_NAME.test(name));
    if (unfit === undefined)
        return accept({ flake, node, profile });
    return refuse(`deploy-rs can't take the name ${show(unfit)}`, 'rename it: letters, digits and _ . - @ : + = ~');
}
/** The first name of a path of attributes, without its quotes, and what follows its dot. */
function firstName(path) {
    const found = NAME.exec(path);
    const name = found?.[1] ?? found?.[2];
    return name === undefined ? [] : [name, found?.[3]];
}

;// CONCATENATED MODULE: ./lib/request/inputs/target.js





const TARGET_INPUTS = {
    target: {
        parse: parseTargets,
        help: 'The node to deploy, as deploy-rs takes it: `.#web`, `web`, `.#web.system`, `.#"a.b"` or `github:owner/repository#web`. Several of one flake stand side by side, with a space, comma or new line between.',
        unset: '`.#cassie-box`, else the only node',
        common: true,
        verbatim: true,
    },
    'working-directory': {
        parse: parseFolder,
        help: 'The folder that relative flakes are looked up from. It is relative to the workspace.',
        aliases: ['directory'],
        default: '.',
    },
    'store-path': {
        parse: readStorePath,
        help: 'An activatable profile that is built already; it is deployed as it is, and nothing is built.',
        unset: 'the profile is built',
    },
    'allow-host-mismatch': {
        parse: parseSwitch,
        help: "Deploy even if the host's own name is not the `networking.hostName` of the configuration.",
        default: 'false',
        modes: ON_A_HOST,
    },
};
function parseFolder(text) {
    return /\p{Cc}/u.test(text)
        ? refuse(`${show(text)} has a control character`, 'write a folder, such as nixos')
        : accept(text);
}

;// CONCATENATED MODULE: ./lib/request/fingerprint.js

// 32 bytes in base64 without padding: the last of 43 characters carries four bits
const SHA256 = /^(?:\d+ )?SHA256:([A-Za-z0-9+/]{42}[AEIMQUYcgkosw048])=?(?: .*)?$/i;
const fingerprint_LONGEST = 1000;
const fingerprint_HOW = 'write the SHA256:… that `ssh-keygen -lf /etc/ssh/ssh_host_ed25519_key.pub` prints on the host';
/** Fingerprints of host keys, one a line or with commas between; a whole line of `ssh-keygen -l` is taken too. */
function parseFingerprints(text) {
    const found = new Set();
    for (const one of text.split(/[\n\r,]/).map((part) => part.trim())) {
        if (one === '')
            continue;
        if (one.length > fingerprint_LONGEST)
            return refuse(`${show(one)} is not a SHA256 fingerprint`, fingerprint_HOW);
        const hash = SHA256.exec(one)?.[1];
        if (hash === undefined)
            return refuse(whyNone(one), fingerprint_HOW);
        found.add(`SHA256:${hash}`);
    }
    return accept([...found]);
}
function whyNone(text) {
    if (/^(?:\d+ )?(?:MD5:)?[0-9a-f]{2}(?::[0-9a-f]{2}){15}\b/i.test(text))
        return 'MD5 fingerprints can be forged';
    if (/^(?:SHA256:)?[0-9a-f]{64}$/i.test(text))
        return `${show(text)} is in hex, ssh writes base64`;
    if (/\b(?:ssh|ecdsa|sk-[a-z0-9-]+)-[a-z0-9@.-]+ AAAA/.test(text))
        return 'it is a key, which belongs in ssh-known-hosts';
    return `${show(text)} is not a SHA256 fingerprint`;
}

;// CONCATENATED MODULE: ./lib/request/inputs/trust.js




/** Text of known_hosts; ssh/ reads its lines. */
const knownHosts = (text) => accept(text);
const TRUST_INPUTS = {
    'ssh-known-hosts': {
        parse: knownHosts,
        help: 'Lines of known_hosts that pin the host key. Hashed lines, `@cert-authority` and `@revoked` work.',
        aliases: ['known_hosts', 'known-hosts'],
        modes: ON_A_HOST,
        common: true,
        verbatim: true,
    },
    'ssh-host-fingerprint': {
        parse: parseFingerprints,
        help: "`SHA256:…` of one of the host's keys, as `ssh-keygen -lf` prints it; several by line or comma.",
        aliases: ['fingerprint'],
        modes: ON_A_HOST,
        common: true,
        verbatim: true,
    },
    'host-key-policy': {
        parse: word(['accept-new', 'strict']),
        help: 'What to do with a host key that nothing pins: `accept-new` remembers it and warns, `strict` refuses. A changed key always stops the run.',
        default: 'accept-new',
        modes: ON_A_HOST,
        common: true,
    },
    'ssh-jump-known-hosts': {
        parse: knownHosts,
        help: 'Lines of known_hosts that pin the key of `ssh-jump-host`.',
        modes: ON_A_HOST,
        verbatim: true,
    },
    'ssh-jump-host-fingerprint': {
        parse: parseFingerprints,
        help: '`SHA256:…` of a key of `ssh-jump-host`; several by line or comma.',
        modes: ON_A_HOST,
        verbatim: true,
    },
};

;// CONCATENATED MODULE: ./lib/request/inputs.js










/**
 * All a user can say, one row an input: action.yml, the pages, `--help` and the parsing are drawn from it.
 * A new input is one row in its group's file, and the line of compose.ts that uses its value.
 */
const INPUTS = {
    ...TARGET_INPUTS,
    ...SSH_INPUTS,
    ...TRUST_INPUTS,
    ...DEPLOY_RS_INPUTS,
    ...SAFETY_INPUTS,
    ...GENERATIONS_INPUTS,
    ...LOCK_INPUTS,
    ...NIX_INPUTS,
    ...RUN_INPUTS,
};
const ROWS_OF = {
    target: TARGET_INPUTS,
    ssh: SSH_INPUTS,
    trust: TRUST_INPUTS,
    'deploy-rs': DEPLOY_RS_INPUTS,
    safety: SAFETY_INPUTS,
    generations: GENERATIONS_INPUTS,
    lock: LOCK_INPUTS,
    nix: NIX_INPUTS,
    run: RUN_INPUTS,
};
/** The table as a list, in the order of the groups. */
const INPUT_LIST = GROUPS.flatMap((group) => Object.entries(ROWS_OF[group]).map(([name, row]) => ({
    ...row,
    name,
    group,
    aliases: aliasesOf(name, row),
})));
function aliasesOf(name, row) {
    const snake = name.replaceAll('-', '_');
    return [...new Set([...(snake === name ? [] : [snake]), ...(row.aliases ?? [])])];
}
const BY_NAME = new Map(INPUT_LIST.flatMap((input) => [input.name, ...input.aliases].map((name) => [name, input])));
/** The input that goes by this name or alias. */
function inputNamed(name) {
    return BY_NAME.get(name);
}
/** Every name that can be given, aliases too. */
const INPUT_NAMES = [...BY_NAME.keys()];

;// CONCATENATED MODULE: ./lib/request/given.js



/** The text of every input by its own name: from its name, an alias, or its environment variable. */
function gather(texts) {
    const given = new Map();
    const complaints = [];
    for (const input of INPUT_LIST) {
        const [first, ...others] = ofInputs(input, texts.inputs);
        const found = first ?? ofEnvironment(input, texts.environment);
        if (found !== undefined)
            given.set(input.name, found);
        if (first !== undefined && others.some((other) => other.text !== first.text)) {
            complaints.push(differ(input, [first, ...others]));
        }
    }
    return { given, complaints };
}
function ofInputs(input, inputs) {
    const names = [input.name, ...input.aliases].filter((name) => isSet(input, inputs[name]));
    // GitHub fills in the default of the input's own name, so beside an alias it is not the user's word
    const own = inputs[input.name];
    const isFilledIn = input.expression !== undefined || own === input.default;
    const users = names.length > 1 && isFilledIn ? names.filter((name) => name !== input.name) : names;
    return users.map((name) => ({
        calledAs: name === input.name ? name : `${input.name} (given as ${name})`,
        text: inputs[name] ?? '',
    }));
}
function ofEnvironment(input, environment) {
    const name = input.environment;
    const text = name === undefined ? undefined : environment[name];
    return isSet(input, text) ? { calledAs: `${input.name} (from ${name})`, text: text ?? '' } : undefined;
}
function isSet(input, text) {
    // only white space is nothing, but in a secret: ssh/ says exactly what is wrong with such a key
    return text !== undefined && (input.secret && input.verbatim ? text : text.trim()) !== '';
}
function differ(input, given) {
    const names = given.map((one) => one.calledAs.replace(/^.*given as (.*)\)$/, '$1'));
    return {
        input: input.name,
        why: `${names.join(' and ')} are one input, given with different values`,
        fix: `keep ${input.name}`,
    };
}
/** A warning for every name that is no input's, with the name it is likely meant to be. */
function noteUnknown(inputs) {
    return Object.keys(inputs)
        .filter((name) => inputNamed(name) === undefined)
        .map((name) => ({ level: 'warning', text: `there is no input ${show(name)}: ${suggest(name)}` }));
}
function suggest(name) {
    const near = nearest(name, INPUT_NAMES);
    const input = near === undefined ? undefined : inputNamed(near);
    return input === undefined || input.hidden ? 'it is ignored' : `did you mean ${input.name}? It is ignored`;
}

;// CONCATENATED MODULE: ./lib/request/values.js

async function readInputs(given) {
    const read = [];
    for (const input of INPUT_LIST) {
        const text = given.get(input.name);
        if (text === undefined)
            continue;
        read.push({ input, given: text, reading: await input.parse(trimmed(input, text.text)) });
    }
    return read;
}
function trimmed(input, text) {
    return input.verbatim ? text : text.trim();
}
/** Is the input of use in this mode? Undefined: the mode is not chosen yet. */
function serves(input, mode) {
    return mode === undefined || input.modes === undefined || input.modes.includes(mode);
}
/** Every input's value; the default's where an input was not given, is of no use in the mode, or can't be read. */
function values_valuesOf(read, mode) {
    const byName = new Map(read.filter(({ input }) => serves(input, mode)).map((one) => [one.input.name, one.reading]));
    const entries = INPUT_LIST.map((input) => {
        const reading = byName.get(input.name);
        return [input.name, reading?.ok ? reading.value : defaultOf(input)];
    });
    // a cast, because entries lose that each name's value came from its own row's parser
    return Object.fromEntries(entries);
}
function defaultOf(input) {
    const reading = input.default === undefined ? undefined : input.parse(input.default);
    return reading !== undefined && 'ok' in reading && reading.ok ? reading.value : undefined;
}
function complaintsOf(read, mode) {
    return read.flatMap(({ input, given, reading }) => reading.ok || !serves(input, mode) ? [] : [{ input: given.calledAs, why: reading.why, fix: reading.fix }]);
}
/** What was ignored in this mode, and what was trimmed. */
function notesOf(read, mode) {
    return read.flatMap(({ input, given }) => {
        if (!serves(input, mode))
            return input.hidden || given.text === input.default ? [] : [ignored(given, mode)];
        return trimmed(input, given.text) === given.text ? [] : [wasTrimmed(given)];
    });
}
function ignored(given, mode) {
    return { level: 'debug', text: `${given.calledAs} is not used in mode ${mode}` };
}
function wasTrimmed(given) {
    return {
        level: 'info',
        text: `${given.calledAs}: white space around it was removed (a line end in the secret or variable?)`,
    };
}

;// CONCATENATED MODULE: ./lib/request/parse.js







/**
 * All a user said, read and checked at once.
 * Throws `event-refused`, or one `invalid-inputs` with every complaint; neither repeats a secret.
 */
async function parseRequest(source) {
    const nothing = whyNothingToDo(source.event);
    if (nothing !== undefined)
        return { kind: 'nothing-to-do', why: nothing };
    const { given, complaints: gathering } = gather(source);
    const read = await readInputs(given);
    const mode = modeOf(read, source.event);
    const values = values_valuesOf(read, mode);
    const hide = hider(given);
    const now = source.now ?? Date.now();
    const complaints = [...gathering, ...complaintsOf(read, mode), ...crossCheck(values, mode, now)];
    const unknown = noteUnknown(source.inputs);
    if (complaints.length > 0) {
        // a name with a slip of the pen may be why another input is missing
        const why = unknown.map(({ text }) => hide(text)).join('; ') || undefined;
        throw invalidInputs(complaints.map((one) => ({ ...one, why: hide(one.why) })), why);
    }
    const notes = [...unknown, ...notesOf(read, mode), ...crossNotes(values, mode)];
    return {
        kind: 'request',
        request: composeRequest(values, mode, source.workspace, now),
        notes: notes.map((note) => ({ ...note, text: hide(note.text) })),
    };
}
/** A mode that can't be read is a complaint later on: until then all inputs are read as for a deploy. */
function modeOf(read, event) {
    const { mode, 'dry-run': dryRun } = values_valuesOf(read, undefined);
    const isUnreadable = read.some(({ input, reading }) => input.name === 'mode' && !reading.ok);
    if (!isUnreadable)
        return chooseMode(dryRun ? 'plan' : mode, event);
    chooseMode('plan', event);
    return 'deploy';
}
/** A secret may stand in another input by mistake, and that one's complaint would show it. */
function hider(given) {
    const secrets = INPUT_LIST.filter((input) => input.secret)
        .flatMap((input) => (given.get(input.name)?.text ?? '').split(/[\r\n]+/))
        .map((line) => line.trim())
        .filter((line) => line.length >= 4);
    return (text) => secrets.reduce((hidden, secret) => hidden.replaceAll(secret, '***'), text);
}
function invalidInputs(complaints, why) {
    const [first, ...others] = complaints;
    if (first !== undefined && others.length === 0) {
        return new lib_fault/* Fault */.vC({
            code: 'invalid-inputs',
            what: `${first.input} can't be used: ${first.why}`,
            why,
            fix: first.fix,
            changed: 'no',
        });
    }
    return new lib_fault/* Fault */.vC({
        code: 'invalid-inputs',
        what: `${complaints.length} inputs can't be used`,
        why,
        fix: complaints.map(({ input, why, fix }) => `${input}: ${why}; ${fix}`).join('\n'),
        changed: 'no',
    });
}

;// CONCATENATED MODULE: ./lib/request/read-action-inputs.js

const PREFIX = 'INPUT_';
const VARIABLES = INPUT_LIST.flatMap(({ environment }) => environment ?? []);
/** The inputs as the runner hands them over: `ssh-private-key` is in INPUT_SSH-PRIVATE-KEY, unknown ones are there too. */
function readActionInputs(environment) {
    const ofInputs = Object.keys(environment).filter((name) => name.startsWith(PREFIX));
    return {
        inputs: Object.fromEntries(ofInputs.map((name) => [inputName(name), environment[name] ?? ''])),
        environment: Object.fromEntries(VARIABLES.map((name) => [name, environment[name]])),
        variablesToDelete: [
            ...ofInputs,
            ...INPUT_LIST.flatMap((input) => (input.secret ? (input.environment ?? []) : [])),
        ],
    };
}
function inputName(variable) {
    return variable.slice(PREFIX.length).toLowerCase();
}

;// CONCATENATED MODULE: ./lib/stages/destination.js


/** Finds what the user names among what the host has. Throws, with what there is, when it is not there or is another than was expected. */
function findDestination(look, { rollBackTo, expectPath }) {
    const found = destination_named(look, rollBackTo);
    const path = (0,store_path/* parseStorePath */.G)(found.storePath);
    if (path === undefined)
        throw unknownGeneration(look, `generation ${found.generation} leads to no store path`);
    if (expectPath !== undefined && found.storePath !== expectPath && found.toplevel !== expectPath)
        throw otherGeneration(look, found, expectPath);
    return { generation: found.generation, storePath: path };
}
function destination_named(look, to) {
    if (to.kind === 'store-path') {
        const of = ({ storePath, toplevel }) => storePath === to.path || toplevel === to.path;
        return look.generations.find(of) ?? { generation: undefined, storePath: to.path, toplevel: undefined };
    }
    const found = to.kind === 'previous'
        ? look.generations.find((one) => isBefore(one, look))
        : look.generations.find(({ generation }) => generation === to.number);
    if (found !== undefined)
        return found;
    throw unknownGeneration(look, to.kind === 'previous'
        ? 'there is no generation before the current one'
        : `there is no generation ${to.number}`);
}
/** The newest older one that is another system: a generation that was only set anew is no way back. */
function isBefore({ generation, toplevel }, { profileGeneration, running }) {
    return generation < (profileGeneration ?? 0) && toplevel !== running;
}
function otherGeneration({ generations }, { generation, storePath }, expected) {
    const has = generations.find((one) => one.storePath === expected || one.toplevel === expected);
    return new lib_fault/* Fault */.vC({
        code: 'other-generation',
        what: `generation ${generation} is ${(0,store_path/* storePathName */.y)(storePath)}, not ${(0,store_path/* storePathName */.y)(expected)}, which expect-path names`,
        why: 'Nix uses numbers again after a rollback',
        fix: has === undefined
            ? 'no generation of this host has that path; mode: generations lists those it has'
            : `generation ${has.generation} has it: give that number, or the path itself as to`,
        refused: true,
    });
}
function unknownGeneration({ generations }, what) {
    const there = generations
        .slice(0, 10)
        .map(({ generation, storePath }) => `${generation} ${(0,store_path/* storePathName */.y)(storePath)}`);
    return new lib_fault/* Fault */.vC({
        code: 'generation-unknown',
        what: `${what} on this host`,
        why: there.length === 0 ? 'it has no generations' : `it has ${there.join(', ')}`,
        fix: 'mode: generations lists them all',
        refused: true,
    });
}

;// CONCATENATED MODULE: ./lib/host/activate.js




/** Has the host itself go to a system that it has; as with deploy-rs, the end explains and the host is asked. */
async function activateOnHost(host, activation, world) {
    const mark = (0,over_ssh/* newMark */.e0)();
    const question = { profile: activation.profile, watched: activation.storePath, patience: 0 };
    const given = {
        ...(0,host_look/* lookValues */.Os)(question, mark),
        number: activation.generation === undefined ? '' : String(activation.generation),
        path: activation.storePath,
        want_system: activation.toplevel,
        verb: activation.boot ? 'boot' : 'test',
        seconds: String(Math.ceil(activation.seconds)),
    };
    const program = (0,programs/* hostProgram */.dW)(given, ['system', 'look', 'guard', 'activate'], 'activate');
    const finished = await world.startUncut({
        program: host.client.program,
        args: [host.client.alias, (0,over_ssh/* rootShell */.Tr)(host, program, `cassie-activate:${activation.storePath}`)],
        env: host.client.env,
        timeout: (activation.seconds + 90) * 1000,
        stdin: [program],
    });
    const said = (0,programs/* readSaid */.ys)(finished.stdout, mark);
    const lines = said
        .filter(({ word }) => word === 'line')
        .map(({ text }) => ({ from: 'host', text: (0,plain_text/* plainText */.d)(text) }));
    for (const line of lines)
        world.tell({ kind: 'line', ...line });
    const code = said.find(({ word }) => word === 'ended')?.text;
    return { code: code === undefined ? undefined : Number(code), signal: undefined, lines, by: 'the host' };
}

;// CONCATENATED MODULE: ./lib/stages/roll-back-host.js









/** Seconds that an activation of a system that ran before may take; deploy-rs's own default. */
const ACTIVATION = 240;
/** As guarded, verified and committed as a deploy, but the host itself switches: what it goes to need not be deploy-rs's. */
async function rollBackHost(hosted, ready, destination, running) {
    const { request, world } = running;
    if (whatLacks(destination.storePath, ready.look, request.engine) === 'the commit') {
        const { storePath } = destination;
        const leaves = leftBehind(ready.look, [storePath, ready.look.running]);
        const standing = { node: hosted.node, profile: storePath, leaves, isAutomatic: false };
        const committed = await commitProfile(standing, ready, running);
        if (!('moved' in committed))
            return { wanted: storePath, ...committed };
        return rollBackHost(hosted, committed.moved, destination, running);
    }
    if (destination.generation === undefined)
        await mustBeThere(ready, destination, world);
    world.tell({
        kind: 'stage',
        title: `roll ${ready.host.login.host} back to ${wordDestination(destination)}`,
    });
    const held = await hold(ready, roll_back_host_intentOf(destination, request), request, world);
    const next = await decideUnderLock(hosted, held, destination, running).catch(async (thrown) => {
        await held.abandon();
        throw thrown;
    });
    try {
        if ('begin' in next) {
            const standing = await held.stillStands();
            return { wanted: destination.storePath, ...(await switchHost(next, standing, running)) };
        }
        await held.abandon();
    }
    finally {
        held.release();
    }
    if (whatLacks(next.storePath, held.ready.look, request.engine) === 'nothing')
        return { wanted: next.storePath, ...unchanged(held) };
    return rollBackHost(hosted, held.ready, next, running);
}
function roll_back_host_intentOf({ storePath }, request) {
    return {
        coming: storePath,
        isSystem: true,
        switchSeconds: secondsOf(request),
        isAutomatic: false,
        deployRs: undefined,
    };
}
function secondsOf({ engine }) {
    return engine.activationTimeout ?? ACTIVATION;
}
/** Who held the lock before us may have moved the host, or been cut off: `previous`, a number and what is left to do are what they are under the lock. */
async function decideUnderLock(hosted, { ready, guard }, wanted, { request, world }) {
    const { look } = ready;
    const destination = findDestination(look, request);
    const isSame = destination.storePath === wanted.storePath;
    if (!isSame || whatLacks(destination.storePath, look, request.engine) !== 'all')
        return destination;
    const toplevel = look.watchedToplevel;
    if (toplevel === undefined || guard === undefined)
        throw noSystem(destination);
    return roll_back_host_activationOf(hosted, ready, { ...destination, toplevel }, { request, world });
}
/** A path that no generation has need not be on the host at all. */
async function mustBeThere({ host, profile }, destination, world) {
    const look = await (0,over_ssh/* lookShared */.Rj)(host, { profile, watched: destination.storePath, patience: 0 }, world);
    if (look instanceof lib_fault/* Fault */.vC)
        throw look;
    if (look.watchedToplevel === undefined)
        throw noSystem(destination);
}
function wordDestination({ generation, storePath }) {
    const name = (0,store_path/* storePathName */.y)(storePath);
    return generation === undefined ? name : `generation ${generation}, ${name}`;
}
function roll_back_host_activationOf({ node }, { host, profile, look }, to, { request, world }) {
    const seconds = secondsOf(request);
    return {
        node,
        profile: to.storePath,
        isStanding: false,
        keepsDefault: !request.engine.boot,
        seconds,
        rollsBack: true,
        leaves: leftBehind(look, [to.storePath, to.toplevel]),
        begin: () => activateOnHost(host, { profile, ...to, boot: request.engine.boot, seconds }, world),
    };
}
/** All that a host goes back from, without what it goes to: none of it must come back by itself. */
function leftBehind(look, to) {
    const all = [look.profile, look.profileToplevel, look.running, look.bootDefault];
    return [...new Set(all)].filter((path) => path !== undefined).filter((path) => !to.includes(path));
}
function noSystem({ storePath }) {
    return new lib_fault/* Fault */.vC({
        code: 'store-path-not-there',
        what: `${storePath} is not on this host, or is no NixOS system`,
        fix: 'give a path that mode: generations shows, or copy it there first: nix copy --to ssh://USER@HOST PATH',
        refused: true,
    });
}

;// CONCATENATED MODULE: ./lib/roll-back.js









/** Takes hosts to a generation or system that they have, exactly: guarded, verified and committed like a deploy. Nothing is built. */
function rollBack(request, world) {
    return asOutcome(world, async () => {
        const key = await placeKey(request, world);
        const { profiles, tools } = await findHosts(request, world);
        const reached = await reachHosts(profiles, { request, world, tools }, key);
        const hosts = profiles.map((profile, at) => ({ profile, ready: reached[at] }));
        refuseOneMachineForMany(hosts);
        const nodes = whyNoneIsTouched(hosts) ??
            (await eachHost(hosts, world, (profile, ready) => rollBackOne(profile, ready, request, worldSpeakingFor(profile.node, profiles, world))));
        return { nodes, planDigest: undefined };
    }, 'roll back');
}
async function rollBackOne(profile, ready, request, world) {
    const now = await recordHost(ready, world);
    const outcome = reachedOutcome(profile, now);
    refuseFrozen(now.look.frozen);
    const destination = findDestination(now.look, request);
    if (whatLacks(destination.storePath, now.look, request.engine) === 'nothing')
        return { ...outcome, result: 'unchanged', wanted: destination.storePath, after: now.look };
    return { ...outcome, ...(await rollBackHost(profile, now, destination, { request, world })) };
}

// EXTERNAL MODULE: ./lib/version.js
var version = __webpack_require__(1799);
// EXTERNAL MODULE: ./lib/world/make-world.js
var make_world = __webpack_require__(3853);
;// CONCATENATED MODULE: ./lib/action.js



















/** What each mode does. */
const RUNS = {
    deploy: deploy,
    plan: plan,
    generations: generations,
    rollback: rollBack,
    lock: lock,
};
/** The action's main step: what the runner hands over → request → the same core as everywhere → what the runner reads. */
async function runAction() {
    const interrupted = (0,make_world/* interruption */.YW)();
    const given = readActionInputs(process.env);
    const github = readGithub(process.env);
    for (const name of given.variablesToDelete)
        delete process.env[name];
    const parsed = await tryTo(() => {
        refuseForeignRunner(github);
        return parseRequest({ ...given, event: github.event, workspace: github.workspace });
    });
    process.stdout.write(`cassie-deploy ${version/* version */.r}${parsed instanceof lib_fault/* Fault */.vC ? '' : `: ${wordRequest(parsed)}`}\n`);
    const loading = __webpack_require__.e(/* import() */ 996).then(__webpack_require__.bind(__webpack_require__, 3996));
    if (parsed instanceof lib_fault/* Fault */.vC)
        return finish(await loading, faultOutcome(parsed), github);
    if (parsed.kind === 'nothing-to-do')
        return (await loading).info((0,log/* harmless */.I)(parsed.why, 'us'));
    await runRequest(parsed.request, parsed.notes, github, interrupted);
}
/** The run begins while GitHub's toolkit is still loading: what it says meanwhile is kept, and shown in order. */
async function runRequest(request, notes, github, interrupted) {
    const switches = switchMemory();
    const log = actionLog(request.verbose);
    for (const note of notes)
        log.tell(progressOf(note));
    const living = await tryTo(() => (0,make_world/* makeWorld */.Bc)({
        environment: process.env,
        parent: github.tempFolder,
        agent: request.ssh.privateKey === undefined,
        timeout: request.timeout,
        interrupted,
        memoryFolder: github.memoryFolder,
        githubHost: github.githubHost,
        owner: github.owner,
        tell: log.tell,
        remember: switches.remember,
    }));
    if (living instanceof lib_fault/* Fault */.vC)
        return finish(await __webpack_require__.e(/* import() */ 996).then(__webpack_require__.bind(__webpack_require__, 3996)), faultOutcome(living), github);
    saveState(process.env, 'folder', living.world.folder);
    interrupted.addEventListener('abort', leaveInTime, { once: true });
    const working = RUNS[request.mode](request, living.world);
    const core = await __webpack_require__.e(/* import() */ 996).then(__webpack_require__.bind(__webpack_require__, 3996));
    log.showOn(core);
    const outcome = await working;
    log.end();
    // a switch that goes on without us is looked at by the post step, which needs the key
    living.end({ folder: switches.isOneOpen() && interrupted.aborted });
    await finish(core, outcome, github);
}
/** Which switches have begun and were not seen to end, told to the post step as well. */
function switchMemory() {
    const open = new Set();
    const remember = (note) => {
        const name = `${note.node}.${note.profileQuestion.name}`;
        if (note.phase === 'switching')
            open.add(name);
        else
            open.delete(name);
        // a name comes from the flake, and may hold what would be another line of the runner's file
        saveState(process.env, `switch-${encodeURIComponent(name)}`, JSON.stringify(note));
    };
    return { remember, isOneOpen: () => open.size > 0 };
}
function progressOf({ level, text }) {
    if (level === 'debug')
        return { kind: 'detail', text };
    return level === 'info' ? { kind: 'line', from: 'us', text } : { kind: 'warning', text };
}
/** The runner kills us 10 s after a cancel; whatever hangs, we are gone before that. */
function leaveInTime() {
    setTimeout(() => process.exit(1), 6_000).unref();
}
/** Everything a reader of the run sees, from the outcome alone. First what needs no file: the disk may be full. */
async function finish(core, outcome, github) {
    for (const { fault, title } of faultsOf(outcome))
        core.error((0,lib_fault/* wordFault */.Pk)(fault)
            .map((line) => (0,log/* harmless */.I)(line, 'us'))
            .join('\n'), { title });
    for (const line of outcome.nodes.flatMap(words/* wordOutcome */.d9))
        core.info((0,log/* harmless */.I)(line, 'us'));
    core.info(`${outcome.result} in ${(0,words/* wordDuration */.ZI)(outcome.duration)}`);
    const report = writeReport(outcome, github.tempFolder ?? (0,external_node_os_.tmpdir)());
    for (const [name, value] of Object.entries(outputsOf(outcome, report)))
        core.setOutput(name, value);
    if (process.env['GITHUB_STEP_SUMMARY'])
        await core.summary.addRaw((0,summary/* summaryOf */.Y)(outcome)).write();
    process.exitCode = (0,lib_outcome/* isGood */.Kg)(outcome.result) ? 0 : 1;
}
/** Where several profiles ran, an annotation names its own. */
function faultsOf({ fault, nodes }) {
    const named = nodes.map((one) => ({ fault: one.fault, name: `${one.node}.${one.profile}: ` }));
    return [{ fault, name: '' }, ...named].flatMap((one) => {
        if (one.fault === undefined)
            return [];
        const name = nodes.length > 1 ? one.name : '';
        return [{ fault: one.fault, title: `cassie-deploy: ${name}${one.fault.code}` }];
    });
}
function writeReport(outcome, folder) {
    const file = (0,external_node_path_.join)(folder, `cassie-deploy-report-${process.pid}.json`);
    try {
        (0,external_node_fs_.writeFileSync)(file, `${JSON.stringify(reportJson(outcome, version/* version */.r), null, 2)}\n`, { mode: 0o600 });
        return file;
    }
    catch {
        return undefined; // no room for the report: outputs and summary still tell all
    }
}
const TITLE = { title: 'cassie-deploy' };
/** The log as GitHub shows it: a group a stage. */
function actionLog(verbose) {
    const kept = [];
    let core;
    let open = false;
    const end = () => {
        if (open)
            core?.endGroup();
        open = false;
    };
    const show = (progress, on) => {
        if (progress.kind === 'secret')
            on.setSecret(progress.text);
        else if (progress.kind === 'warning')
            on.warning((0,log/* harmless */.I)(progress.text, 'us'), TITLE);
        else if (progress.kind === 'line')
            on.info((0,log/* harmless */.I)(progress.text, progress.from));
        else if (progress.kind === 'detail' && verbose)
            on.info((0,log/* harmless */.I)(progress.text, 'us'));
        else if (progress.kind === 'detail')
            on.debug(progress.text);
        else {
            end();
            on.startGroup((0,log/* harmless */.I)(progress.title, 'us'));
            open = true;
        }
    };
    const tell = (progress) => {
        if (core === undefined)
            kept.push(progress);
        else
            show(progress, core);
    };
    const showOn = (loaded) => {
        core = loaded;
        for (const progress of kept)
            show(progress, loaded);
    };
    return { tell, showOn, end };
}
function wordRequest(parsed) {
    if (parsed.kind === 'nothing-to-do')
        return 'nothing to do';
    const { mode, targets, ssh } = parsed.request;
    const what = targets.map(({ flake, node, profile }) => [`${flake}${node === undefined ? '' : `#${node}`}`, profile].filter(Boolean).join('.'));
    const host = ssh.host === undefined || mode === 'plan' ? [] : [mode === 'deploy' ? 'to' : 'on', ssh.host.name];
    const words = [mode, ...what.filter((one) => one !== '.'), ...host];
    return (0,log/* harmless */.I)(words.join(' '), 'us');
}
function refuseForeignRunner({ runnerOs }) {
    if (/^linux$/i.test(runnerOs))
        return;
    throw new lib_fault/* Fault */.vC({
        code: 'runner-not-linux',
        what: `this runner is ${runnerOs}; NixOS systems are built and deployed from Linux`,
        fix: 'runs-on: ubuntu-latest',
    });
}
function faultOutcome(fault) {
    return { result: (0,lib_outcome/* resultOfFault */.Hc)(fault), nodes: [], planDigest: undefined, fault, duration: 0 };
}
async function tryTo(body) {
    try {
        return await body();
    }
    catch (thrown) {
        return (0,lib_fault/* asFault */.Ps)(thrown, 'no');
    }
}


/***/ }),

/***/ 3997:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Db: () => (/* binding */ wordConnection),
/* harmony export */   Dn: () => (/* binding */ NO_ANSWER),
/* harmony export */   TN: () => (/* binding */ oneLine)
/* harmony export */ });
/* harmony import */ var _plain_text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6855);

/** The reason when a try was given up. */
const NO_ANSWER = 'no answer';
const LONGEST = 200;
/** A text from outside as a part of one line. */
function oneLine(text) {
    const line = (0,_plain_text_js__WEBPACK_IMPORTED_MODULE_0__/* .plainText */ .d)(text).replace(/\s+/g, ' ').trim();
    return line.length > LONGEST ? `${line.slice(0, LONGEST)}…` : line;
}
const CONNECTION = {
    ECONNREFUSED: 'nothing listens there (connection refused)',
    ECONNRESET: 'the connection was cut',
    EHOSTUNREACH: 'there is no way to the host',
    ENETUNREACH: 'there is no way to its network',
    ENOTFOUND: 'its name is not known',
    EAI_AGAIN: 'its name could not be looked up',
    ETIMEDOUT: NO_ANSWER,
};
/** Why a connection failed. Also for the several addresses of one name, where the first failure counts. */
function wordConnection(error) {
    return CONNECTION[error.code ?? ''] ?? oneLine(error.message);
}


/***/ }),

/***/ 1799:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   r: () => (/* binding */ version)
/* harmony export */ });
/** This program's version; a test holds it equal to package.json's. */
const version = '0.1.0';


/***/ })

};
;