"use strict";
exports.id = 966;
exports.ids = [966];
exports.modules = {

/***/ 2966:
/***/ ((__unused_webpack_module, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   tryHttp: () => (/* binding */ tryHttp)
/* harmony export */ });
/* harmony import */ var node_vm__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(714);
/* harmony import */ var node_vm__WEBPACK_IMPORTED_MODULE_0___default = /*#__PURE__*/__webpack_require__.n(node_vm__WEBPACK_IMPORTED_MODULE_0__);
/* harmony import */ var _version_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1799);
/* harmony import */ var _health_words_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3997);



/** Bytes of a body that are read. */
const MOST = 1024 * 1024;
/**
 * One GET, judged by its first response: a redirect is an answer of its own. The certificate must be one the runner trusts (NODE_EXTRA_CA_CERTS adds to
 * those), and the connection is not used again. Neither the URL nor a header that was sent stands in what is returned.
 */
async function tryHttp(subject, signal) {
    const get = await getter(subject.url);
    return new Promise((resolve) => {
        const request = get(subject.url, {
            agent: false,
            signal,
            headers: { 'user-agent': `cassie-deploy/${_version_js__WEBPACK_IMPORTED_MODULE_2__/* .version */ .r}`, ...Object.fromEntries(subject.requestHeaders) },
        });
        request.on('error', (error) => resolve(wordError(error)));
        request.on('response', (response) => {
            judge(subject, response).then(resolve, (error) => resolve(wordError(error)));
            response.on('close', () => request.destroy());
        });
        request.end();
    });
}
async function getter(url) {
    return url.startsWith('https:')
        ? (await Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 4708, 23))).request
        : (await Promise.resolve(/* import() */).then(__webpack_require__.t.bind(__webpack_require__, 7067, 23))).request;
}
async function judge(subject, response) {
    const why = whyStatus(subject, response) ?? whyHeader(subject, response);
    if (why !== undefined || subject.body === undefined) {
        response.destroy();
        return why;
    }
    return whyBody(subject.body, await readBody(response));
}
function whyStatus({ status }, { statusCode = 0, headers }) {
    const isWell = status.length === 0 ? statusCode >= 200 && statusCode < 300 : status.includes(statusCode);
    if (isWell)
        return undefined;
    const to = headers.location?.replace(/[?#].*$/s, '');
    const redirect = to === undefined ? '' : `, which leads to ${(0,_health_words_js__WEBPACK_IMPORTED_MODULE_1__/* .oneLine */ .TN)(to)}`;
    return `it answered ${statusCode}${redirect}, not ${status.length === 0 ? '2xx' : status.join(' or ')}`;
}
function whyHeader({ header }, { headers }) {
    for (const [name, wanted] of header) {
        const values = [headers[name] ?? []].flat();
        if (values.length === 0)
            return `its answer has no header ${name}`;
        if (!values.some((value) => value.includes(wanted)))
            return `the header ${name} of its answer does not hold ${JSON.stringify(wanted)}`;
    }
    return undefined;
}
/** Text of at most MOST bytes; what comes after is not waited for. */
async function readBody(response) {
    const pieces = [];
    let size = 0;
    for await (const piece of response) {
        pieces.push(piece);
        size += piece.length;
        if (size >= MOST)
            break;
    }
    return Buffer.concat(pieces).subarray(0, MOST).toString('utf8');
}
function whyBody(wanted, body) {
    if (typeof wanted === 'string')
        return body.includes(wanted) ? undefined : `its body does not hold ${JSON.stringify((0,_health_words_js__WEBPACK_IMPORTED_MODULE_1__/* .oneLine */ .TN)(wanted))}`;
    const fits = fitsWithin(wanted, body);
    if (fits === undefined)
        return `${wanted} took more than a second on its body`;
    return fits ? undefined : `its body does not fit ${(0,_health_words_js__WEBPACK_IMPORTED_MODULE_1__/* .oneLine */ .TN)(String(wanted))}`;
}
/** A pattern that backtracks for ever on a foreign text must not hold up the whole run; undefined: it was given up. */
function fitsWithin(pattern, text) {
    try {
        return new node_vm__WEBPACK_IMPORTED_MODULE_0__.Script('pattern.test(text)').runInNewContext({ pattern, text }, { timeout: 1000 }) === true;
    }
    catch {
        return undefined;
    }
}
const TLS = {
    DEPTH_ZERO_SELF_SIGNED_CERT: 'its certificate is signed by itself, so nobody vouches for it',
    SELF_SIGNED_CERT_IN_CHAIN: 'its certificate comes from an authority that the runner does not trust',
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: 'its certificate comes from an authority that the runner does not trust',
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: 'it does not send the whole chain of its certificate, or the runner does not trust it',
    CERT_HAS_EXPIRED: 'its certificate has expired',
    CERT_NOT_YET_VALID: 'its certificate is not valid yet',
    ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
};
function wordError(error) {
    if (error.code?.startsWith('HPE_'))
        return 'its answer is not HTTP';
    const refused = /:SSL routines:[^:]*:([a-z0-9 ]+):/i.exec(error.message)?.[1];
    if (refused !== undefined)
        return refused === 'wrong version number' ? 'it does not speak TLS there' : `TLS failed: ${refused}`;
    return TLS[error.code ?? ''] ?? (0,_health_words_js__WEBPACK_IMPORTED_MODULE_1__/* .wordConnection */ .Db)(error);
}


/***/ })

};
;