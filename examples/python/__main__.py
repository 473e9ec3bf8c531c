import pulumi
import pulumi_plesk as plesk

# What is bought, and where, is always yours to say: there is no default that could cost money.
config = pulumi.Config()

# The licence of one server. Leaving the program suspends the key; without on_delete it would stay as it is.
server = plesk.LicenseKey(
    "web-01",
    items=[
        {"item": config.require("edition"), "external_id": "subscription-4711"},
        {"item": "FT-PLESK-1-LANGUAGE-PACK-1M"},
    ],
    nickname="web-01",
    auto_renew=True,
    on_delete="suspend",
)

# An add-on is a key of its own, attached to the server's.
plesk.LicenseKey(
    "web-01-dnssec",
    items=[{"item": "ADD-DNSSEC-1M"}],
    parent={"key_id": server.key.key_id},
)

# Plans of a key that was bought elsewhere.
plesk.PleskLicenseUpgrade(
    "mail-plans",
    partner10={"key_number": "PLSK.10000008", "upgrade_plans": ["30_DOMAINS_TO_100_DOMAINS"]},
)

# The plan of a customer's subscription on the Plesk server.
shop = plesk.SubscriptionPlanBinding(
    "shop",
    server=config.require("server"),
    subscription={"name": config.require("subscription")},
    plan={"name": "Premium", "owner": "admin"},
)

pulumi.export("keyId", server.key.key_id)
pulumi.export("activationCode", server.credentials.activation_code)  # secret
pulumi.export("plan", shop.binding.plan.name)
