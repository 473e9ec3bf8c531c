package main

import (
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi"
	"github.com/pulumi/pulumi/sdk/v3/go/pulumi/config"
	"pulumi-plesk/sdk/go/plesk"
)

func main() {
	pulumi.Run(func(ctx *pulumi.Context) error {
		// What is bought, and where, is always yours to say: there is no default that could cost money.
		settings := config.New(ctx, "")

		// The licence of one server. Leaving the program suspends the key; without OnDelete it would stay as it is.
		server, err := plesk.NewLicenseKey(ctx, "web-01", &plesk.LicenseKeyArgs{
			Items: plesk.LicenseItemArray{
				plesk.LicenseItemArgs{
					Item:       pulumi.String(settings.Require("edition")),
					ExternalId: pulumi.String("subscription-4711"),
				},
				plesk.LicenseItemArgs{Item: pulumi.String("FT-PLESK-1-LANGUAGE-PACK-1M")},
			},
			Nickname:  pulumi.String("web-01"),
			AutoRenew: pulumi.Bool(true),
			OnDelete:  pulumi.String("suspend"),
		})
		if err != nil {
			return err
		}

		// An add-on is a key of its own, attached to the server's.
		_, err = plesk.NewLicenseKey(ctx, "web-01-dnssec", &plesk.LicenseKeyArgs{
			Items:  plesk.LicenseItemArray{plesk.LicenseItemArgs{Item: pulumi.String("ADD-DNSSEC-1M")}},
			Parent: plesk.LicenseKeyParentArgs{KeyId: server.Key.KeyId()},
		})
		if err != nil {
			return err
		}

		// Plans of a key that was bought elsewhere.
		_, err = plesk.NewPleskLicenseUpgrade(ctx, "mail-plans", &plesk.PleskLicenseUpgradeArgs{
			Partner10: plesk.Partner10UpgradeArgs{
				KeyNumber:    pulumi.String("PLSK.10000008"),
				UpgradePlans: pulumi.StringArray{pulumi.String("30_DOMAINS_TO_100_DOMAINS")},
			},
		})
		if err != nil {
			return err
		}

		// The plan of a customer's subscription on the Plesk server.
		shop, err := plesk.NewSubscriptionPlanBinding(ctx, "shop", &plesk.SubscriptionPlanBindingArgs{
			Server:       pulumi.String(settings.Require("server")),
			Subscription: plesk.SubscriptionArgs{Name: pulumi.String(settings.Require("subscription"))},
			Plan:         plesk.PlanArgs{Name: pulumi.String("Premium"), Owner: pulumi.String("admin")},
		})
		if err != nil {
			return err
		}

		ctx.Export("keyId", server.Key.KeyId())
		ctx.Export("activationCode", server.Credentials.ActivationCode()) // secret
		ctx.Export("plan", shop.Binding.Plan().Name())
		return nil
	})
}
