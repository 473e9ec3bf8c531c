module.exports = require("pulumi-plesk/testing");
