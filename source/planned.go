package source

import "github.com/waybillhq/waybill"

// Planned returns the kinds that a project may name and that this version
// cannot open yet, so that a check can say so instead of calling them unknown.
func Planned() []Kind {
	secret := func(name, label string) waybill.Field {
		return waybill.Field{Name: name, Label: label, Type: waybill.String, Secret: true}
	}
	text := func(name, label string) waybill.Field {
		return waybill.Field{Name: name, Label: label, Type: waybill.String}
	}
	return []Kind{
		{Name: "sqlserver", Label: "SQL Server", Settings: []waybill.Field{secret("url", "URL"), Timeout}},
		{Name: "clickhouse", Label: "ClickHouse", Settings: []waybill.Field{secret("url", "URL"), Timeout}},
		{Name: "snowflake", Label: "Snowflake", Settings: []waybill.Field{secret("url", "URL"), Timeout}},
		{Name: "bigquery", Label: "BigQuery", Settings: []waybill.Field{
			text("project", "Project"), text("location", "Location"), secret("credentials", "Credentials"), Timeout,
		}},
		{Name: "databricks", Label: "Databricks", Settings: []waybill.Field{
			text("host", "Host"), text("warehouse", "Warehouse"), secret("token", "Token"), Timeout,
		}},
		{Name: "trino", Label: "Trino", Settings: []waybill.Field{secret("url", "URL"), Timeout}},
	}
}
