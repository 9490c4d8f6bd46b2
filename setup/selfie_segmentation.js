// Debian's Odoo lacks this library, which blurs the background in video calls.
// The web client only needs the class to exist.
window.SelfieSegmentation = class {
    setOptions() {}
    onResults() {}
    reset() {}
    async send() {}
};
