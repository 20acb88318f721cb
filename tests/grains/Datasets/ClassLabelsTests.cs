using BirdGrid.Grains.Datasets;

namespace BirdGrid.Grains.Tests.Datasets;

public sealed class ClassLabelsTests
{
    [Fact]
    public void Spellings_that_look_the_same_are_one_class()
    {
        var labels = new ClassLabels(["Gr\u00fcnfink", "wren"]);

        Assert.Equal("Gr\u00fcnfink", labels.FormOf("Gru\u0308nfink", "label"));
        Assert.Equal("wren", labels.FormOf("wren ", "label"));
        Assert.Equal("Wren", labels.FormOf("Wren", "label"));
        Assert.Equal(["Gr\u00fcnfink", "Wren", "wren"], labels.All);
        Assert.Equal([("Gr\u00fcnfink", 2), ("wren", 2)], labels.Merged.Select(m => (m.Label, m.Spellings.Count)));
    }

    [Fact]
    public void A_name_that_cannot_be_a_label_is_refused_before_the_first_photo() =>
        Assert.Equal("bad-label", Assert.Throws<RefusedException>(() => new ClassLabels(["wren", "new\nline"])).Reason);
}
