# The same keys as the other sides, bought and read through a provider that knows REST and nothing of keys.
terraform {
  required_providers {
    restful = {
      source = "magodo/restful"
    }
  }
}

variable "resources" { type = number }
variable "url" { type = string }
variable "login" { type = string }
variable "password" {
  type      = string
  sensitive = true
}

provider "restful" {
  base_url = trimsuffix(var.url, "/")
  security = {
    http = {
      basic = {
        username = var.login
        password = var.password
      }
    }
  }
}

resource "restful_resource" "key" {
  for_each = toset([for index in range(var.resources) : format("web-%04d", index)])

  path                 = "/keys"
  create_query         = { "return-key-state" = ["true"] }
  read_path            = "$(path)/$(body.keyIdentifiers.keyId)"
  use_sensitive_output = true
  body = {
    items    = [{ item = "PLESK-12-WEB-ADMIN-1M" }]
    nickname = each.key
  }
}
