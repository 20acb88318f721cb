using BirdGrid.Vision.Augmentation;
using BirdGrid.Vision.Training;

namespace BirdGrid.Vision.Tests.Training;

public sealed class TrainingRecipeTests
{
    public static TheoryData<string> Named => [.. TrainingRecipes.Names];

    [Theory]
    [MemberData(nameof(Named))]
    public void Every_named_recipe_is_complete_and_valid(string name)
    {
        var recipe = TrainingRecipes.Named(name.ToUpperInvariant());
        Assert.Equal(name, recipe.Name);
        Assert.NotEmpty(recipe.Description!);
        recipe.Complete().ValidateStart(pretrained: recipe.Base != RecipeBase.Scratch);
        if (recipe.Augmentation is { } policy)
        {
            Assert.Equal(policy, AugmentationPolicy.Named(policy).Name);
        }

        Assert.Equal(recipe.Complete(), TrainingRecipe.FromJson(recipe.ToJson()).Complete());
    }

    [Fact]
    public void Plain_recipes_are_the_methods_defaults()
    {
        Assert.Equal(TrainingOptions.ForTransfer(), TrainingRecipes.Named("transfer").Complete());
        Assert.Equal(TrainingOptions.ForFineTune(), TrainingRecipes.Named("finetune").Complete());
        Assert.Equal(TrainingOptions.ForScratch(), TrainingRecipes.Named("scratch").Complete());
    }

    [Fact]
    public void A_file_changes_what_it_names_and_keeps_the_rest()
    {
        var recipe = TrainingRecipe.FromJson("""
            {
              // comments are allowed
              "base": "finetune",
              "options": { "Epochs": 20, "optimizer": "sgd", "mix": { "cutMixAlpha": 1 }, },
            }
            """);
        var expected = TrainingOptions.ForFineTune() with { Epochs = 20, Optimizer = OptimizerKind.Sgd, Mix = new MixOptions { CutMixAlpha = 1 } };
        Assert.Equal(expected, recipe.Complete());
    }

    [Fact]
    public void An_unknown_recipe_names_the_known_ones()
    {
        var exception = Assert.Throws<TrainingRecipeException>(() => TrainingRecipes.Named("magic"));
        Assert.Contains("finetune-strong", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"base":"FineTune","options":{"epoch":3}}""", "epoch is no training option", "epochs")]
    [InlineData("""{"base":"FineTune","options":{"mix":{"alpha":3}}}""", "mix.alpha is no training option", "mixupAlpha")]
    [InlineData("""{"base":"FineTune","options":{"epochs":"many"}}""", "epochs", "wrong kind")]
    [InlineData("""{"base":"FineTune","options":{"mix":3}}""", "mix", "wrong kind")]
    [InlineData("""{"base":"FineTune","lr":3}""", "unknown key", "lr")]
    [InlineData("""{"options":{}}""", "base", "Scratch")]
    [InlineData("""{"base":"Guess"}""", "base", "Scratch")]
    [InlineData("""[]""", "no recipe", "base")]
    [InlineData("""null""", "must not be null", "recipe")]
    [InlineData("""{"base":""", "no recipe", "base")]
    public void What_is_wrong_is_named(string json, string named, string helped)
    {
        var exception = Assert.Throws<TrainingRecipeException>(() => TrainingRecipe.FromJson(json));
        Assert.Contains(named, exception.Message, StringComparison.Ordinal);
        Assert.Contains(helped, exception.Message, StringComparison.Ordinal);
    }
}
