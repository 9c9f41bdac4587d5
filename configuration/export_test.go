package configuration

// SaysWhere is for tests of what is known of settings.
var SaysWhere = saysWhere
