// Package all lists every destination. To add one, add its folder to the line
// below and run go generate ./destination/all; nothing registers itself.
package all

//go:generate go run ./gen httprequest partnerize partnerstack
